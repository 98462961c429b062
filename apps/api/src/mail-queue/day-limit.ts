import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';

const hourCountsColumn = jsonColumn('delivery_budget.hour_counts', z.record(z.string(), z.number()));

/** What a profile's budget row says of its messages a day. */
export interface DayBudget {
  /** null: no limit. */
  dayLimit: number | null;
  /** The column `hour_counts`: accepted messages by hour since 1970. */
  hourCounts: unknown;
}

const hourMs = 3_600_000;

/** A message counts for 24 to 25 hours, to the end of its hour, so that no 24 hours hold more than the limit. As in app.claim_messages. */
const hoursCounted = 25;

/** Accepted messages that count at `now`. */
export function countedToday({ hourCounts }: Pick<DayBudget, 'hourCounts'>, now: Date): number {
  return counted(hourCounts, now).reduce((sum, { messages }) => sum + messages, 0);
}

/** When the next message may leave although the day's limit is reached; null where it is not. */
export function dayLimitReachedUntil(budget: DayBudget, now: Date): Date | null {
  if (budget.dayLimit === null || countedToday(budget, now) < budget.dayLimit) return null;
  const oldest = Math.min(...counted(budget.hourCounts, now).map(({ hour }) => hour));
  return Number.isFinite(oldest) ? new Date((oldest + hoursCounted) * hourMs) : null;
}

function counted(hourCounts: unknown, now: Date): { hour: number; messages: number }[] {
  const since = Math.floor(now.getTime() / hourMs) - hoursCounted;
  return Object.entries(hourCountsColumn.read(hourCounts))
    .map(([hour, messages]) => ({ hour: Number(hour), messages }))
    .filter(({ hour, messages }) => hour > since && messages > 0);
}
