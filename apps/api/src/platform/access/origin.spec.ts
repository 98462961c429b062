import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { isIP } from 'node:net';
import { readConfig } from '../config/config.ts';
import { Origins } from './origin.ts';

const secret = 'the secret of this installation';
const urls = {
  POSTHORN_DATABASE_APP_URL: 'postgres://a/b',
  POSTHORN_DATABASE_WORKER_URL: 'postgres://a/b',
  POSTHORN_DATABASE_SYSTEM_URL: 'postgres://a/b',
};

const origins = (variables: NodeJS.ProcessEnv = {}) => new Origins(readConfig({ ...urls, POSTHORN_KEY_FILE: 'keys', ...variables }));
const addressOf = (by: Origins, peer: string, headers: Record<string, string>) =>
  by.of({ headers, socket: { remoteAddress: peer } } as unknown as IncomingMessage).ipAddress;

describe('where a request comes from', () => {
  it('is the peer, whatever it claims, also on this machine and in a private network', () => {
    for (const peer of ['127.0.0.1', '::1', '10.0.0.9', '192.168.1.4', 'fd00::1', '203.0.113.4'])
      expect(addressOf(origins({ POSTHORN_PROXY_SECRET: secret }), peer, { 'x-forwarded-for': '198.51.100.1' })).toBe(peer);
  });

  it('is what the console says, which proves itself by the secret', () => {
    const headers = { 'x-forwarded-for': '198.51.100.1', 'x-posthorn-proxy': secret };

    expect(addressOf(origins({ POSTHORN_PROXY_SECRET: secret }), '10.0.0.9', headers)).toBe('198.51.100.1');
    expect(addressOf(origins({ POSTHORN_PROXY_SECRET: secret }), '10.0.0.9', { ...headers, 'x-posthorn-proxy': 'guessed' })).toBe(
      '10.0.0.9',
    );
    expect(addressOf(origins(), '10.0.0.9', { ...headers, 'x-posthorn-proxy': '' })).toBe('10.0.0.9');
  });

  it('is the rightmost address that is no trusted proxy, from peers that are', () => {
    const by = origins({ POSTHORN_TRUSTED_PROXIES: '10.0.0.0/8' });

    expect(addressOf(by, '10.0.0.9', { 'x-forwarded-for': '203.0.113.66, 198.51.100.4, 10.1.1.1' })).toBe('198.51.100.4');
  });

  it('always is an address', () => {
    const by = origins({ POSTHORN_PROXY_SECRET: secret });

    fc.assert(
      fc.property(fc.string(), (claim) => isIP(addressOf(by, '127.0.0.1', { 'x-forwarded-for': claim, 'x-posthorn-proxy': secret })) > 0),
    );
  });
});
