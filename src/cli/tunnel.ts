import { request } from 'undici';
import { z } from 'zod';

const TIMEOUT = 2_000;

const tunnels = z.object({
  tunnels: z.array(z.object({ public_url: z.string(), config: z.object({ addr: z.string() }).optional() })),
});

/** The public https address of the ngrok tunnel that leads to this port, by ngrok's own API; null when none runs. */
export async function findTunnel(ngrokApi: string, port: number): Promise<string | null> {
  try {
    const answer = await request(`${ngrokApi}/api/tunnels`, { signal: AbortSignal.timeout(TIMEOUT) });
    const listed = tunnels.parse(await answer.body.json()).tunnels.filter((one) => one.public_url.startsWith('https:'));
    const ours = listed.find((one) => one.config?.addr.endsWith(`:${port}`));
    return ours?.public_url.replace(/\/$/, '') ?? null;
  } catch {
    return null;
  }
}
