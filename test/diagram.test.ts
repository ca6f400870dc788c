import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { flowOf } from './support/flows.ts';
import { BROKEN, runParley } from './support/parley.ts';
import { blocksOf } from './support/papers.ts';

const FLOWS_DIR = join(projectRoot(), 'flows');
const other = { steps: [{ id: 'bye', type: 'message', text: 'Bye.' }] };

describe('parley diagram', () => {
  it('draws what the README shows of the flow that is shipped', async () => {
    const { code, stdout, stderr } = await runParley(['diagram', 'phone-verification'], { env: { FLOWS_DIR } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [shown, ...others] = blocksOf(readFileSync(join(projectRoot(), 'README.md'), 'utf8'), 'mermaid');
    expect(others).toEqual([]);
    expect(shown?.body.trimEnd()).toBe(stdout.trimEnd());
  });

  it('draws the flow that takes every message where none is named', async () => {
    const talk = flowOf([{ id: 'hello', type: 'message', text: 'Hello' }])['talk.json'];
    const { code, stdout } = await runParley(['diagram'], { files: { 'flows/talk.json': talk, 'flows/another.json': other } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^flowchart TD\n {2}n_start.*\n {2}s_hello\["hello<br\/>Hello"\]\n/);
  });

  it('gives the graph as JSON to programs', async () => {
    const { code, stdout } = await runParley(['diagram', '--json'], { env: { FLOWS_DIR } });
    expect(code).toBe(0);
    const drawn = JSON.parse(stdout) as { id: string; nodes: unknown[]; edges: unknown[] };
    expect(drawn).toMatchObject({ id: 'phone-verification', name: 'Phone number authentication' });
    expect(drawn.nodes.length).toBeGreaterThan(10);
    expect(drawn.edges).toContainEqual({ from: 'pause', to: 'verify_otp', kind: 'next', label: '', back: true });
  });

  it('draws a flow with errors as far as it can be read, says so and exits with 1', async () => {
    const { code, stdout, stderr } = await runParley(['diagram'], { files: BROKEN });
    expect(code).toBe(1);
    expect(stdout).toContain('s_ask --> s_helo');
    expect(stderr).toMatch(/^flows\/talk\.json has \d+ errors\. .*parley check\.\n$/);
  });

  it('exits with 2 for a flow that is not there, for a choice that is left open, and for no folder', async () => {
    const files = { 'flows/one.json': other, 'flows/two.json': other };
    const [unknown, open, nowhere] = await Promise.all([
      runParley(['diagram', 'phone-verificaton'], { env: { FLOWS_DIR } }),
      runParley(['diagram'], { files }),
      runParley(['diagram'], { env: { FLOWS_DIR: 'nowhere' } }),
    ]);
    expect(unknown).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean "phone-verification"?') as unknown,
    });
    expect(open).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Name one of: one, two.') as unknown });
    expect(nowhere).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('"nowhere"') as unknown });
  });
});
