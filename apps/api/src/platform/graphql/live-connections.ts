import type { IncomingMessage } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Context } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { PersonActor, TenantActor } from '../access/actor.ts';
import { OriginCheck } from '../access/origin-check.ts';
import type { ActorRequest } from '../access/request.ts';
import { SessionStrategy } from '../access/session-strategy.ts';
import { TenantEntrance } from '../access/tenant-entrance.ts';
import { liveLimits } from './live-limits.ts';

interface Extra {
  socket: WebSocket;
  request: IncomingMessage;
  actorRequest?: ActorRequest;
  /** What they were in their tenant when they came; null: nobody. */
  role?: TenantActor['role'] | null;
}
export type LiveContext = Context<Record<string, unknown>, Extra>;

// A stream ends within 5 s of its session or role ending.
const recheckMs = 2_000;

/** WebSockets of signed-in browsers: the handshake checks Origin and session, and each is checked again every 2 s. */
@Injectable()
export class LiveConnections implements OnApplicationShutdown {
  private readonly open = new Set<Extra>();
  private readonly timer = setInterval(() => void this.recheck(), recheckMs).unref();

  constructor(
    private readonly originCheck: OriginCheck,
    private readonly strategy: SessionStrategy,
    private readonly entrance: TenantEntrance,
  ) {}

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const { socket } of this.open) socket.close(1001, 'The server is going away');
  }

  /** False refuses the handshake. */
  readonly connect = async (context: LiveContext): Promise<boolean> => {
    const { extra, connectionParams } = context;
    const request = extra.request;
    if (!this.originCheck.passes(request.headers.origin)) return false;
    const person = await this.strategy.personOf(request as never);
    if (!person) return false;
    const tenantId = connectionParams?.['tenantId'];
    extra.actorRequest = Object.assign(request as ActorRequest, {
      person,
      actor: person,
      tenantHeader: typeof tenantId === 'string' ? tenantId : undefined,
    });
    extra.role = await this.roleOf(extra.actorRequest, person);
    // Gone meanwhile: nobody would ever take it out again.
    if (extra.socket.readyState !== extra.socket.OPEN) return false;
    if (this.countOf(person) >= liveLimits.socketsPerSession) {
      extra.socket.close(4429, 'Too many connections');
      return false;
    }
    this.open.add(extra);
    extra.socket.once('close', () => this.open.delete(extra));
    return true;
  };

  private countOf({ sessionId }: PersonActor): number {
    return [...this.open].filter(({ actorRequest }) => (actorRequest?.person as PersonActor).sessionId === sessionId).length;
  }

  private async recheck(): Promise<void> {
    for (const extra of this.open) {
      const still = await this.stillAllowed(extra).catch(() => true);
      if (!still) extra.socket.close(4403, 'Signed out');
    }
  }

  private async stillAllowed({ actorRequest, role }: Extra): Promise<boolean> {
    const before = actorRequest?.person as PersonActor;
    const now = await this.strategy.personOf(actorRequest as never);
    if (!now || now.sessionId !== before.sessionId || now.isSystemAdmin !== before.isSystemAdmin) return false;
    if (!actorRequest?.tenantHeader) return true;
    const roleNow = await this.roleOf(actorRequest, now);
    return roleNow !== null && roleNow === role;
  }

  private async roleOf({ tenantHeader }: ActorRequest, person: PersonActor): Promise<TenantActor['role'] | null> {
    if (!tenantHeader) return null;
    return this.entrance.enter(person, tenantHeader, 'tenant.overview').then(
      (actor) => actor.role,
      () => null,
    );
  }
}
