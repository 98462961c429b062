import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../test/kit/client.ts';
import { percentile } from './statistics.ts';

const pollMs = 10;

export interface CheckTimes {
  /** From asking for a check to reading that it ended: a job in the worker, its stages streamed into the database. */
  askedToEnded: { p50: number; p99: number };
  /** Of that the dialogue with the mail server alone, as the stages measured it. */
  dialogue: { p50: number };
}

/** Checks of the saved platform mail settings up to RCPT TO, one after the other. In milliseconds, give or take the 10 ms of the polling. */
export async function checkTimes(root: Client, count: number): Promise<CheckTimes> {
  const asked: number[] = [];
  const dialogues: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const start = performance.now();
    const { checkConnection } = await root.run<{ checkConnection: Check }>(
      `mutation { checkConnection(input: { to: "check@bench.example" }) { id } }`,
    );
    const stages = await endedStages(root, checkConnection.id);
    asked.push(performance.now() - start);
    dialogues.push(stages.reduce((total, { durationMs }) => total + (durationMs ?? 0), 0));
  }
  return {
    askedToEnded: { p50: percentile(asked, 0.5), p99: percentile(asked, 0.99) },
    dialogue: { p50: percentile(dialogues, 0.5) },
  };
}

interface Check {
  id: string;
  status: string;
  stages: { durationMs: number | null }[];
}

async function endedStages(root: Client, id: string): Promise<Check['stages']> {
  for (;;) {
    const { connectionCheck } = await root.run<{ connectionCheck: Check }>(
      `query ($id: ID!) { connectionCheck(id: $id) { status stages { durationMs } } }`,
      { id },
    );
    if (connectionCheck.status === 'PASSED') return connectionCheck.stages;
    if (connectionCheck.status === 'FAILED' || connectionCheck.status === 'EXPIRED') throw new Error(`the check ${connectionCheck.status}`);
    await delay(pollMs);
  }
}
