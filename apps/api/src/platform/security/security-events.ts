import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { Logger } from 'pino';
import { Counter, register } from 'prom-client';
import type { ActorRequest } from '../access/request.ts';
import { egressRefusals } from '../egress/current-policy.ts';
import { AppError } from '../errors/app-error.ts';
import { LOG } from '../logging/logging.module.ts';
import type { SecurityEventKind } from '../errors/security-facts.ts';
import { securityFactsOf, type SecurityEvent } from './security-event.ts';

type Listener = (event: SecurityEvent) => void;

const flushMs = 5_000;

const counter = new Counter({
  name: 'posthorn_security_events_total',
  help: 'Failed and refused attempts, and sign-ins from new browsers, by kind.',
  labelNames: ['kind'],
  registers: [register],
});

/**
 * Every security event: one log line, one count, and what features above make of it. The counts of a minute are written together, so
 * that an attack costs no write per attempt.
 */
@Injectable()
export class SecurityEvents implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners: Listener[] = [];
  private readonly counts = new Map<SecurityEventKind, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), flushMs).unref();
    egressRefusals.on('refused', this.onEgressRefused);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    egressRefusals.off('refused', this.onEgressRefused);
    await this.flush();
  }

  /** A feature above that wants to know of each. It must not throw. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  record(event: SecurityEvent): void {
    const { kind, origin, ...facts } = event;
    this.log.warn({ security: kind, ...facts, ...origin }, `security: ${kind.toLowerCase().replaceAll('_', ' ')}`);
    counter.inc({ kind });
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    for (const listener of this.listeners) listener(event);
  }

  /** Where a refusal leaves the API: recorded once, whichever way it leaves. */
  recordRefusal(error: unknown, request: Partial<ActorRequest> | undefined, operation: string | undefined): void {
    const facts = error instanceof AppError ? securityFactsOf(error) : undefined;
    if (!facts) return;
    const person = request?.person && 'identityId' in request.person ? request.person : undefined;
    const tenantId = request?.actor && 'tenantId' in request.actor ? request.actor.tenantId : request?.tenantHeader?.slice(0, 40);
    this.record({ identityId: person?.identityId, ...facts, origin: request?.origin, tenantId, operation });
  }

  /** Writes the counts since the last time. */
  async flush(): Promise<void> {
    const counts = [...this.counts];
    this.counts.clear();
    if (counts.length === 0) return;
    const kinds = counts.map(([kind]) => kind);
    const numbers = counts.map(([, count]) => count);
    await this.database
      .beforeActor(
        (tx) => tx.$executeRaw`insert into security_count (kind, minute, count)
          select kind, date_trunc('minute', now()), count from unnest(${kinds}::text[], ${numbers}::int[]) as counted (kind, count)
          on conflict (kind, minute) do update set count = security_count.count + excluded.count`,
      )
      .catch((err: unknown) => this.log.error({ err }, 'security events could not be counted'));
  }

  private readonly onEgressRefused = (detail: string): void => this.record({ kind: 'EGRESS_REFUSED', detail });
}
