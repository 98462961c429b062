import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { networkOf } from '../access/network.ts';
import { Origins } from '../access/origin.ts';
import type { ActorRequest } from '../access/request.ts';
import { LOG } from '../logging/logging.module.ts';
import { SecurityEvents } from '../security/security-events.ts';
import { LiveConnections } from './live-connections.ts';
import { liveLimits } from './live-limits.ts';
import { liveProtocol, type LiveProtocol } from './live-protocol.ts';

export const LIVE_RULES = Symbol('live rules');
export type LiveRules = Pick<LiveProtocol, 'rules' | 'maxTokens' | 'introspection'>;

/**
 * The WebSocket endpoint for subscriptions. NestJS has one of its own, which buffers frames of 100 MiB before anything is known of who
 * sends them, takes any number of sockets, and never answers an upgrade to another path.
 */
@Injectable()
export class LiveServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: liveLimits.frameBytes, perMessageDeflate: false });
  private readonly byNetwork = new Map<string, number>();
  private dispose: (() => void | Promise<void>) | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly schema: GraphQLSchemaHost,
    private readonly connections: LiveConnections,
    @Inject(LIVE_RULES) private readonly rules: LiveRules,
    @Inject(LOG) private readonly log: Logger,
    private readonly events: SecurityEvents,
    private readonly origins: Origins,
  ) {}

  onApplicationBootstrap(): void {
    const protocol = liveProtocol({ ...this.rules, connections: this.connections, log: this.log, events: this.events });
    this.dispose = useServer({ ...protocol, schema: this.schema.schema }, this.sockets).dispose;
    // graphql-ws prints what a client did wrong to standard error; ws has closed the socket with the right code by then.
    this.sockets.on('connection', (socket) =>
      socket.removeAllListeners('error').on('error', (err) => this.log.debug({ err }, 'live connection')),
    );
    (this.host.httpAdapter.getHttpServer() as Server).on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispose?.();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (!/^\/graphql(\?|$)/.test(request.url ?? '')) return refuse(socket, 404);
    const origin = this.origins.of(request);
    Object.assign(request as ActorRequest, { origin });
    const network = networkOf(origin.ipAddress);
    const open = this.byNetwork.get(network) ?? 0;
    if (open >= liveLimits.socketsPerNetwork) return refuse(socket, 429);
    this.byNetwork.set(network, open + 1);
    socket.once('close', () => this.leave(network));
    this.sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => this.sockets.emit('connection', webSocket, request));
  }

  private leave(network: string): void {
    const left = (this.byNetwork.get(network) ?? 1) - 1;
    if (left > 0) this.byNetwork.set(network, left);
    else this.byNetwork.delete(network);
  }
}

function refuse(socket: Duplex, status: 404 | 429): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
