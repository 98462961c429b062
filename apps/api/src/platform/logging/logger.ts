import { pino, type Logger } from 'pino';

/** Where secrets could stand in a log line. The rest of the defence is `Secret`, which prints as [secret]. */
const redacted = ['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]', '*.password', '*.token', '*.secret'];

/** One JSON line per event on standard output. */
export function createLogger(level: string): Logger {
  return pino({ level, redact: { paths: redacted, censor: '[secret]' }, base: { pid: process.pid } });
}
