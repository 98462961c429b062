import fc from 'fast-check';
import { clientAddress, parseTrustedProxies } from './client-address.ts';

const nobody = parseTrustedProxies('');
const proxies = parseTrustedProxies('10.0.0.0/8, 2001:db8::/32, 192.0.2.7');

describe('the client address', () => {
  it('is the peer, whatever X-Forwarded-For claims, while no proxy is trusted', () => {
    fc.assert(fc.property(fc.string(), (claim) => clientAddress('203.0.113.9', claim, nobody) === '203.0.113.9'));
  });

  it('is the rightmost address that is no trusted proxy, so that nothing the client wrote counts', () => {
    fc.assert(
      fc.property(fc.array(fc.ipV4()), (forged) => {
        const header = [...forged, '198.51.100.4', '10.1.2.3'].join(', ');

        return clientAddress('10.9.9.9', header, proxies) === '198.51.100.4';
      }),
    );
  });

  it('is the outermost proxy when nothing, or nonsense, stands left of it', () => {
    expect(clientAddress('10.0.0.1', undefined, proxies)).toBe('10.0.0.1');
    expect(clientAddress('10.0.0.1', '10.0.0.2, 10.0.0.3', proxies)).toBe('10.0.0.2');
    expect(clientAddress('10.0.0.1', '198.51.100.4, unknown', proxies)).toBe('10.0.0.1');
  });

  it('reads IPv6, ports and IPv4 written as IPv6', () => {
    expect(clientAddress('2001:db8::1', '[2a00:1450::5]:443', proxies)).toBe('2a00:1450::5');
    expect(clientAddress('192.0.2.7', '198.51.100.4:5150', proxies)).toBe('198.51.100.4');
    expect(clientAddress('::ffff:10.0.0.1', '::ffff:198.51.100.4', proxies)).toBe('198.51.100.4');
  });
});

describe('POSTHORN_TRUSTED_PROXIES', () => {
  it.each(['10.0.0.0/33', 'proxy.example.org', '10.0.0.0/', '10.0.0.0/8/8', '::1/129'])('refuses %s by name', (entry) => {
    expect(() => parseTrustedProxies(`127.0.0.1, ${entry}`)).toThrow(`"${entry}"`);
  });
});
