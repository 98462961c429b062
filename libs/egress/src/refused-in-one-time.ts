import { setTimeout as delay } from 'node:timers/promises';

/**
 * For specs: whether refusals that were asked for just now come between 280 and 390 ms later, as a refusal at 300 does whatever was looked
 * up for it. Timers of one process ring in the order of their times however busy the machine is, so no clock is read.
 */
export async function refusedInOneTime(...refusals: Promise<unknown>[]): Promise<boolean> {
  const rung: string[] = [];
  const bells = { soon: 280, late: 390 };
  await Promise.all([
    ...Object.entries(bells).map(([name, afterMs]) => delay(afterMs).then(() => rung.push(name))),
    ...refusals.map((refusal) => refusal.then(() => rung.push('refused'))),
  ]);
  return rung.join() === ['soon', ...refusals.map(() => 'refused'), 'late'].join();
}
