import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../db/sqlite/open-database.ts';
import { createOtpStore } from '../../db/sqlite/otp.ts';
import { Sealer } from '../../src/lib/seal.ts';
import type { OtpServiceOptions } from '../../src/otp/options.ts';
import { createOtpControl } from '../../src/otp/control.ts';
import { createOtpService } from '../../src/otp/service.ts';
import type { OtpStore } from '../../src/runtime/otp-store.ts';
import type {
  Clock,
  ContactKey,
  OtpControl,
  OtpRequest,
  OtpResponse,
  OtpService,
  Random,
  TextSender,
} from '../../src/runtime/ports.ts';

export const OTP_TOKEN = 'the-token-of-the-otp-endpoints';
export const PHONE = '+14155550132';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The text that the outbox was handed. */
type SentText = Parameters<TextSender['sendText']>[0];

/** One database file, with as many processes on it as a test opens. */
export interface OtpDesk {
  readonly service: OtpService;
  readonly store: OtpStore;
  readonly control: OtpControl;
  readonly texts: readonly SentText[];
  readonly logged: readonly string[];
  /** Wall time moves on, and whatever was due by then runs. */
  advance(ms: number): Promise<void>;
  /** What the next sends come to; a function may wait. */
  answerTexts(answer: () => ReturnType<TextSender['sendText']>): void;
  /** The code in the newest text. */
  lastCode(): string;
  send(fields?: SendFields): Promise<OtpResponse>;
  verify(fields: VerifyFields): Promise<OtpResponse>;
  /** Another process on the same file, while this one goes on. */
  startSecond(): OtpService;
  /** Closes the file and opens it again, as a restart does. */
  reopen(): void;
  /** All bytes of the database's files. */
  fileBytes(): Buffer;
  close(): void;
}

interface Caller {
  readonly contact?: ContactKey | null;
  readonly key?: string;
}
interface SendFields extends Caller {
  readonly to?: unknown;
}
interface VerifyFields extends Caller {
  readonly systemOtp: unknown;
  readonly userOtp: unknown;
}

/** The person who texts from this address. */
export function person(theirs: string): ContactKey {
  return { ours: '+14155550100', channel: 'sms', theirs };
}

/** A time that only a test moves. */
function createManualClock(): Clock & { advance(ms: number): Promise<void> } {
  let time = Date.UTC(2026, 0, 5, 12);
  const timers = new Map<object, { readonly due: number; readonly run: () => void }>();
  return {
    now: () => time,
    monotonic: () => time,
    after(ms, run) {
      const timer = {};
      timers.set(timer, { due: time + ms, run });
      return () => timers.delete(timer);
    },
    async advance(ms) {
      // What was just begun may be about to wait.
      await settleMicrotasks();
      const end = time + ms;
      for (;;) {
        const next = [...timers].filter(([, { due }]) => due <= end).toSorted(([, a], [, b]) => a.due - b.due)[0];
        if (next === undefined) break;
        const [timer, { due, run }] = next;
        timers.delete(timer);
        time = Math.max(time, due);
        run();
        await settleMicrotasks();
      }
      time = end;
      await settleMicrotasks();
    },
  };
}

function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Codes are dealt in order, so that a test can say which comes next: 000004, 428317, then others. */
function createDealtRandom(): Random {
  const first = [4, 428_317];
  let dealt = 0;
  return {
    bytes: (count) => randomBytes(count),
    below(limit) {
      dealt += 1;
      return (first[dealt - 1] ?? 500_000 + dealt * 7919) % limit;
    },
    uuid: () => randomUUID(),
  };
}

/** The settings of every desk; a test replaces what it is about. */
const SETTINGS = {
  keys: { otp: Buffer.alloc(32, 7), otpKey: OTP_TOKEN },
  brand: 'Acme',
  ttl: 10 * MINUTE,
  maxChecks: 5,
  sendsPerHour: 500,
  ours: '+14155550000',
  allowedCountries: ['US', 'GB'],
  testOtp: null,
  region: 'US',
} as const;

/** The far side of the service: an outbox that does as the test says, and what was logged. */
function createSurroundings() {
  const texts: SentText[] = [];
  const logged: string[] = [];
  const log = (fields: object, message: string) => logged.push(JSON.stringify({ ...fields, message }));
  const outbox = { answer: async (): ReturnType<TextSender['sendText']> => 'accepted' };
  const sendText = (text: SentText) => {
    texts.push(text);
    return outbox.answer();
  };
  return {
    outbox,
    logged,
    sent: texts,
    clock: createManualClock(),
    random: createDealtRandom(),
    logger: { debug: log, info: log, warn: log, error: log },
    texts: { sendText },
  };
}

/** A process on the file: its connection, store and service. */
function startProcess(file: string, options: Omit<OtpServiceOptions, 'store'>) {
  const { raw, db } = openDatabase(file);
  const store = createOtpStore({ raw, db }, new Sealer([Buffer.alloc(32, 5)]));
  const parts = { ...options, store };
  return { raw, store, service: createOtpService(parts), control: createOtpControl(parts) };
}

/** A service over a real database file in a folder of its own; `settings` replace the usual ones. */
export function openOtpDesk(settings: Partial<OtpServiceOptions> = {}): OtpDesk {
  const folder = mkdtempSync(join(tmpdir(), 'otp-'));
  const around = createSurroundings();
  const start = () => startProcess(join(folder, 'parley.db'), { ...SETTINGS, ...around, ...settings });
  let main = start();
  const processes = [main];
  return {
    get service() {
      return main.service;
    },
    get store() {
      return main.store;
    },
    get control() {
      return main.control;
    },
    texts: around.sent,
    logged: around.logged,
    advance: (ms) => around.clock.advance(ms),
    answerTexts(answer) {
      around.outbox.answer = answer;
    },
    lastCode: () => around.sent.at(-1)?.text.slice(0, 6) ?? 'no text was sent',
    send: (fields = {}) => main.service.send(requestOf(fields, { toNumber: 'to' in fields ? fields.to : PHONE })),
    verify: (fields) => main.service.verify(requestOf(fields, { systemOtp: fields.systemOtp, userOtp: fields.userOtp })),
    startSecond() {
      const second = start();
      processes.push(second);
      return second.service;
    },
    reopen() {
      main.raw.close();
      main = start();
      processes.push(main);
    },
    fileBytes: () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))),
    close() {
      for (const { raw } of processes) raw.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function requestOf(caller: Caller, body: unknown): OtpRequest {
  return { authorization: `Bearer ${OTP_TOKEN}`, idempotencyKey: caller.key, contact: caller.contact ?? null, body };
}
