import { describe, expect, it } from 'vitest';
import { runCrashes } from './run.ts';

describe('a server that is killed twenty times while two hundred people talk with it', () => {
  it('loses nothing it has acknowledged, does nothing twice, and brings every conversation to its end', async () => {
    const report = await runCrashes({ kills: 20, people: 200, limit: 110_000 });
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ kills: 20, lastExit: 0 });
    expect(report.conversations).toBeGreaterThanOrEqual(200);
    // Kills that hit nobody would prove nothing.
    expect(report.webhookAttempts).toBeGreaterThan(report.messages);
    expect(report.callsAgain).toBeGreaterThan(0);
  }, 120_000);
});
