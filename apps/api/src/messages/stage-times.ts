const stageOrder = ['DNS', 'CONNECT', 'PROXY', 'TLS', 'GREETING', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];

/** What an attempt measured, in the order of the dialogue: the database keeps the keys of JSON in an order of its own. */
export function stageTimes(timings: unknown): { stage: string; ms: number }[] {
  return Object.entries(timings as Record<string, number>)
    .map(([stage, ms]) => ({ stage, ms: Math.round(ms) }))
    .sort((a, b) => stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage));
}
