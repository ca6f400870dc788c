import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';
import { en } from '../../src/lib/wording/en.ts';
import { fillIn, type WordKey, type WordValues } from '../../src/lib/wording/words.ts';
import type { TestApp } from './app.ts';
import type { FlowFiles } from './config.ts';
import type { Phone } from './phone.ts';

type Json = Readonly<Record<string, unknown>>;

const SHIPPED = JSON.parse(readFileSync(join(projectRoot(), 'flows/sign-in.json'), 'utf8')) as Json & {
  readonly steps: readonly Json[];
};

/** The shipped sign-in as the only flow, with other keys for its `verify` step. */
export function signInFlow(keys: object = {}, more: FlowFiles = {}): FlowFiles {
  const steps = SHIPPED.steps.map((step) => (step['type'] === 'verify' ? { ...step, ...keys } : step));
  return { 'sign-in.json': { ...SHIPPED, trigger: { ...(SHIPPED['trigger'] as object), default: true }, steps }, ...more };
}

/** A default text, as the server of a test says it. */
export function worded(key: WordKey, values: WordValues = {}): string {
  return fillIn(en[key], { brand: 'Parley', support: 'ask our team', n: 6, ttl: 10, ...values });
}

/** From the first message to the question for the code; `number` is what the person answers. */
export async function reachCode(server: TestApp, phone: Phone, number = '1'): Promise<void> {
  expect((await phone.text('hello')).texts).toEqual([worded('ask_phone')]);
  const held = phone.text(number);
  await server.clock.untilTimer(5_000);
  await server.clock.advance(5_000);
  const shown = number === '1' ? phone.number : number;
  expect((await held).texts).toEqual([worded('ask_code', { number: shown })]);
}

/** Types another code after a wrong one, which is checked after a pause. */
export async function retype(server: TestApp, phone: Phone, code: string): Promise<readonly string[]> {
  const held = phone.text(code);
  await server.clock.untilTimer(2_000);
  await server.clock.advance(2_000);
  return (await held).texts;
}

/** How the newest conversation ended. */
export async function lastOutcome(server: TestApp): Promise<unknown> {
  const { body } = await server.admin('/conversations');
  return (body as { items: { outcome: unknown }[] }).items[0]?.outcome;
}
