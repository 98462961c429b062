import { pino } from 'pino';
import { DeliveryWorker, type DeliveryWorkerOptions } from '../../src/delivery/delivery-worker.ts';
import type { MailSource } from '../../src/delivery/mail-source.ts';
import type { MailDatabase } from './mail-in-database.ts';

/** Silent unless POSTHORN_LOG_LEVEL says otherwise. */
export const specLog = pino({ level: process.env['POSTHORN_LOG_LEVEL'] ?? 'silent' });

/** A worker of the spec's own process. */
export function startWorker(database: MailDatabase, source: MailSource, options: Partial<DeliveryWorkerOptions> = {}): DeliveryWorker {
  const worker = new DeliveryWorker({ url: database.urls.worker, source, log: specLog, shutdownMs: 500, ...options });
  worker.start();
  return worker;
}
