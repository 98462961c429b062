// A worker in a process of its own, for specs that kill it: node worker-process.ts '<JSON of WorkerProcessOptions>'.
import { DeliveryWorker } from '../../src/delivery/delivery-worker.ts';
import { SpecMailSource } from './spec-mail-source.ts';
import { specLog } from './spec-worker.ts';

export interface WorkerProcessOptions {
  workerUrl: string;
  systemUrl: string;
  host: string;
  port: number;
  slots: number;
}

const { workerUrl, systemUrl, host, port, slots } = JSON.parse(process.argv[2] ?? '{}') as WorkerProcessOptions;
// The sink learns from EHLO whom it talks to.
const source = new SpecMailSource(systemUrl, { host, port, timeoutMs: 10_000, heloName: `worker-${process.pid}.spec.test` });
new DeliveryWorker({ url: workerUrl, source, log: specLog, slots }).start();
