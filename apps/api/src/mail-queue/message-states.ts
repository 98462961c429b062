import type { MessageState, Tx } from '@posthorn/database';

/** How long a message without a token lives, by lane. */
export const lifeHours = { ACCOUNT: 24, ALARM: 24, BULK: 72 } as const;

/** States a message can be cancelled from. A worker that holds one (CLAIMED) finds its fence gone before the first byte. */
export const cancellable: readonly MessageState[] = ['QUEUED', 'CLAIMED', 'DEFERRED', 'PARKED', 'HELD'];

/** How many messages each profile has that are not final, those being sent included. */
export async function waitingOf(tx: Tx, ids: string[]): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ id: string; waiting: number }[]>`
    select profile_id as id, count(*)::int as waiting from message
    where profile_id = any (${ids}::uuid[]) and state in ('QUEUED', 'CLAIMED', 'SENDING', 'DEFERRED', 'PARKED', 'HELD') group by profile_id`;
  return new Map(rows.map(({ id, waiting }) => [id, waiting]));
}
