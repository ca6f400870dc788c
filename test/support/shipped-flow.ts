import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/lib/project-root.ts';
import type { FlowFiles } from './config.ts';

interface Step {
  readonly id: string;
  readonly text?: string;
  readonly prompt?: string;
  readonly retry?: string;
}

type Json = Readonly<Record<string, unknown>>;

function read(file: string): Json {
  return JSON.parse(readFileSync(join(projectRoot(), 'flows', file), 'utf8')) as Json;
}

/** The flow and the APIs that every checkout comes with. */
export const SHIPPED = {
  'phone-verification.json': read('phone-verification.json'),
  'apis/send-otp.json': read('apis/send-otp.json'),
  'apis/verify-otp.json': read('apis/verify-otp.json'),
} satisfies FlowFiles;

/** What a step of the shipped flow says, with these values in it. */
export function said(id: string, values: Readonly<Record<string, string>> = {}): string {
  const steps = SHIPPED['phone-verification.json']['steps'] as readonly Step[];
  const step = steps.find((one) => one.id === id);
  const text = step?.text ?? step?.prompt;
  if (text === undefined) throw new Error(`The shipped flow says nothing at "${id}".`);
  return text.replace(/\{\{ (\w+) \}\}/g, (_, name: string) => values[name] ?? '');
}

/** What its first question says to an answer that is no phone number. */
export function saidAgain(id: string): string {
  const steps = SHIPPED['phone-verification.json']['steps'] as readonly Step[];
  return steps.find((one) => one.id === id)?.retry ?? '';
}
