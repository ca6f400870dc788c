import type { Memory, StepContext } from '../../engine/step.ts';
import type { VerifyConfig } from './config.ts';

/** Where a verification stands: what it waits for. */
export type Phase = 'phone' | 'sending' | 'pausing' | 'code' | 'repausing' | 'checking';

/** What the step remembers while it waits. Times are wall milliseconds. Nothing in it is secret. */
export type VerifyMemory = {
  readonly phase: Phase;
  /** The number as the person may see it. */
  readonly shown: string;
  /** What is said once a code was sent. */
  readonly says: 'ask_code' | 'ask_code_known' | 'resent' | 'code_expired';
  /** All codes of this run, to whichever number. */
  readonly sends: number;
  /** A code was sent to the number that is being verified: only then can one be checked. */
  readonly delivered: boolean;
  /** No other code is sent before. */
  readonly resendAt: number;
  readonly expiresAt: number;
  /** Wrong codes of the code that works now. */
  readonly wrong: number;
  /** Answers in a row that were neither a code, nor a number, nor a command. */
  readonly misfits: number;
  readonly reminded: boolean;
};

const START: VerifyMemory = {
  phase: 'phone',
  shown: '',
  says: 'ask_code',
  sends: 0,
  delivered: false,
  resendAt: 0,
  expiresAt: 0,
  wrong: 0,
  misfits: 0,
  reminded: false,
};

/** What the step kept, or the beginning. */
export function recall(memory: Memory): VerifyMemory {
  return { ...START, ...memory };
}

/** The step at one moment: its keys, what it may look at, what it remembers. */
export interface Here {
  readonly config: VerifyConfig;
  readonly context: StepContext;
  readonly memory: VerifyMemory;
}

/** The same moment with some of the memory replaced. */
export function remember(here: Here, changes: Partial<VerifyMemory>): Here {
  return { ...here, memory: { ...here.memory, ...changes } };
}

/** The number that is being verified, in E.164; null before there is one. */
export function phoneOf({ context }: Here): string | null {
  const phone = context.scope.attributes['phone'];
  return typeof phone === 'string' && phone !== '' ? phone : null;
}

/** Answers in a row that fit nothing, after which a person is left alone: a machine may be answering. */
export const MOST_MISFITS = 10;

/** Names of the attributes that the step and the APIs share. */
export const ATTRIBUTES = {
  phone: 'phone',
  code: 'user_otp',
  reference: 'system_otp',
  text: 'otp_text',
  lockedUntil: 'verify_locked_until',
} as const;
