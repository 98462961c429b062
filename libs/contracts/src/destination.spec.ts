import { destinationChanges, type DestinationFacts } from './destination.ts';
import { defaultAdvanced } from './submission-inputs.ts';

const ca = '-----BEGIN CERTIFICATE-----\nAbCd\n-----END CERTIFICATE-----\n';
const proxy = { proxyKind: 'HTTP', proxyHost: 'proxy.example.org', proxyPort: 3128, proxyUsername: 'Out' } as const;
const stored = destination({ ca, serverName: 'mail.example.org', ...proxy });

function destination(advanced: DestinationFacts['advanced'], rest: Partial<DestinationFacts> = {}): DestinationFacts {
  return { host: 'smtp.example.org', port: 587, security: 'TLS', ...rest, advanced: { ...defaultAdvanced, ...advanced } };
}
/** The same destination, for a submission that says another name in HELO. */
const otherwise = { ...stored, advanced: { ...defaultAdvanced, ...stored.advanced, heloName: 'a.example.org' } };
const changed = (advanced: DestinationFacts['advanced'], rest: Partial<DestinationFacts> = {}): string[] =>
  destinationChanges(stored, destination({ ca, serverName: 'mail.example.org', ...proxy, ...advanced }, rest));

describe('a destination', () => {
  it.each<[string, string[]]>([
    ['host', changed({}, { host: 'smtp.example.net' })],
    ['port', changed({}, { port: 465 })],
    ['security', changed({}, { security: 'NONE' })],
    ['server name', changed({ serverName: '' })],
    ['trusted certificates', changed({ ca: ca.replace('AbCd', 'ABCD') })],
    ['oldest TLS version', changed({ tlsMinimum: 'TLS_1_1' })],
    ['proxy', changed({ proxyKind: null })],
    ['proxy', changed({ proxyKind: 'SOCKS5' })],
    ['proxy', changed({ proxyHost: 'other.example.org' })],
    ['proxy', changed({ proxyPort: 8080 })],
    ['proxy', changed({ proxyUsername: 'out' })],
  ])('is another when its %s changes', (part, changes) => {
    expect(changes).toEqual([part]);
  });

  it.each<[string, string[]]>([
    [
      'letter case and blanks of a name',
      changed({ serverName: ' MAIL.example.org', proxyHost: 'PROXY.example.org ' }, { host: ' SMTP.example.org' }),
    ],
    ['line ends of certificates', changed({ ca: ca.replaceAll('\n', '\r\n') })],
    ['what is no part of it', destinationChanges(stored, otherwise)],
    ['a newer oldest TLS version', changed({ tlsMinimum: 'TLS_1_3' })],
    ['an oldest TLS version that has its default', changed({ tlsMinimum: null })],
    ['a proxy that is not used', destinationChanges(destination({}), destination({ proxyHost: 'proxy.example.org' }))],
    ['an emptied field', destinationChanges(destination({}), destination({ serverName: '', ca: '' }))],
  ])('stays the same whatever becomes of %s', (_, changes) => {
    expect(changes).toEqual([]);
  });
});
