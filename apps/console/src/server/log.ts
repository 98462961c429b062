/** One JSON line as pino writes it, so that the launcher reads every process alike. Levels: 30 info, 50 error. */
export function log(level: 30 | 50, msg: string, fields: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ level, time: Date.now(), pid: process.pid, name: 'console', ...fields, msg })}\n`);
}
