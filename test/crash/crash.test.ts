import { describe, expect, it } from 'vitest';
import { postgresServer } from '../support/postgres.ts';
import { runCrashes } from './run.ts';

const postgres = await postgresServer();

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

describe('three servers on Postgres, of which one after the other is killed or stands still while people talk with them', () => {
  it('lose nothing they have acknowledged, do nothing twice, and bring every conversation to its end', async () => {
    const url = await postgres.create();
    const report = await runCrashes({ kills: 8, people: 60, limit: 150_000, postgres: url });
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ kills: 8, lastExit: 0 });
    expect(report.webhookAttempts).toBeGreaterThan(report.messages);
    await postgres.drop(url);
  }, 160_000);
});
