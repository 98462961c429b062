import { stages } from '@posthorn/smtp';
import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';

const stageOrder: readonly string[] = stages;
const timingsColumn = jsonColumn('attempt.timings', z.record(z.string(), z.number()));

/** What an attempt measured, in the order of the dialogue: the database keeps the keys of JSON in an order of its own. */
export function stageTimes(timings: unknown): { stage: string; ms: number }[] {
  return Object.entries(timingsColumn.read(timings))
    .map(([stage, ms]) => ({ stage, ms: Math.round(ms) }))
    .sort((a, b) => stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage));
}
