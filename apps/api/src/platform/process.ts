import type { INestApplicationContext } from '@nestjs/common';
import { Logger } from 'nestjs-pino';
import { Config } from './config/config.ts';

/**
 * What every process does alike: logs through pino, ends on SIGTERM and SIGINT within 10 s, and, started by the launcher, ends when
 * the launcher does (its end of standard input closes even on kill -9).
 */
export function behaveAsProcess(app: INestApplicationContext): void {
  app.useLogger(app.get(Logger));
  // Held back until here: of a boot that fails only its reason is printed, not what NestJS has to say about it.
  app.flushLogs();
  app.enableShutdownHooks();
  if (app.get(Config).environment.POSTHORN_PARENT_PIPE !== '1') return;
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).on('error', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.resume();
}

/** A boot that fails says why in one line, without a stack, and ends the process. */
export async function boot(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
