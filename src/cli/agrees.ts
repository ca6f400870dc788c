import { createInterface } from 'node:readline/promises';

/** Asks a person at the terminal; no answer is a no. */
export async function agrees(question: string): Promise<boolean> {
  const input = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await Promise.race([
    input.question(`${question} [y/N] `),
    new Promise<string>((resolve) => input.once('close', () => resolve(''))),
  ]);
  input.close();
  if (/^y(es)?$/i.test(answer.trim())) return true;
  process.stderr.write('Nothing was changed.\n');
  return false;
}
