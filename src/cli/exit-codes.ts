/** What the exit code of every command means. */
export const EXIT = { ok: 0, findings: 1, usage: 2, configuration: 3, network: 4, internal: 5 } as const;
