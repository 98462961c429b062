import type { BlockList } from 'node:net';
import { isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { clientAddress, isProxySecret, parseTrustedProxies, proxySecretHeader } from '@posthorn/listeners';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../config/config.ts';
import type { Origin } from './actor.ts';

/** Stored where a forwarded address is none. */
const unknownAddress = '0.0.0.0';

/**
 * Where requests come from. X-Forwarded-For is believed from the console alone, which proves itself by POSTHORN_PROXY_SECRET and vouches for
 * one address, and from peers in POSTHORN_TRUSTED_PROXIES. A private peer proves nothing: every program in the network is one.
 */
@Injectable()
export class Origins {
  private readonly secret: string | undefined;
  private readonly trusted: BlockList;

  constructor({ environment }: Config) {
    this.secret = environment.POSTHORN_PROXY_SECRET;
    this.trusted = parseTrustedProxies(environment.POSTHORN_TRUSTED_PROXIES);
  }

  of(request: IncomingMessage & { id?: unknown }): Origin {
    return {
      ipAddress: this.addressOf(request),
      userAgent: String(request.headers['user-agent'] ?? '').slice(0, 300),
      requestId: typeof request.id === 'string' ? request.id : uuidv7(),
    };
  }

  private addressOf({ headers, socket }: IncomingMessage): string {
    const peer = socket.remoteAddress ?? '';
    const forwarded = headers['x-forwarded-for'];
    const claim = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
    const address = isProxySecret(this.secret, headers[proxySecretHeader]) ? lastOf(claim) : clientAddress(peer, claim, this.trusted);
    const plain = (address ?? peer).replace(/^::ffff:(?=\d+\.)/i, '');
    return isIP(plain) === 0 ? unknownAddress : plain;
  }
}

const lastOf = (claim: string | undefined): string | undefined => claim?.split(',').at(-1)?.trim() || undefined;
