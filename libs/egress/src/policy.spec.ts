import fc from 'fast-check';
import { EgressPolicy } from './policy.ts';

const closed = new EgressPolicy([]);

describe('without rules', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['the far end of loopback', '127.255.255.254'],
    ['this network', '0.0.0.0'],
    ['this network, any host', '0.1.2.3'],
    ['private class A', '10.0.0.1'],
    ['private class B, first', '172.16.0.1'],
    ['private class B, last', '172.31.255.255'],
    ['private class C', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['the end of carrier-grade NAT', '100.127.255.255'],
    ['link-local', '169.254.0.1'],
    ['metadata of most clouds', '169.254.169.254'],
    ['metadata of Azure, a public address', '168.63.129.16'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['metadata of Oracle', '192.0.0.192'],
    ['protocol assignments', '192.0.0.1'],
    ['documentation 1', '192.0.2.1'],
    ['documentation 2', '198.51.100.1'],
    ['documentation 3', '203.0.113.1'],
    ['benchmarking', '198.18.0.1'],
    ['6to4 relay', '192.88.99.1'],
    ['multicast', '224.0.0.1'],
    ['reserved class E', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 unspecified', '::'],
    ['IPv6 loopback', '::1'],
    ['IPv6 loopback written out', '0:0:0:0:0:0:0:1'],
    ['IPv6 loopback with zeros', '0000:0000:0000:0000:0000:0000:0000:0001'],
    ['IPv4-compatible IPv6', '::127.0.0.1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped loopback in hex', '::ffff:7f00:1'],
    ['IPv4-mapped loopback in capitals', '::FFFF:7F00:1'],
    ['IPv4-mapped public address', '::ffff:8.8.8.8'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64 of loopback', '64:ff9b::127.0.0.1'],
    ['NAT64 of metadata in hex', '64:ff9b::a9fe:a9fe'],
    ['local NAT64', '64:ff9b:1::1'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['Teredo', '2001:0:7f00:1::1'],
    ['unique local', 'fd12:3456::1'],
    ['metadata of AWS over IPv6', 'fd00:ec2::254'],
    ['IPv6 link-local', 'fe80::1'],
    ['IPv6 link-local with a zone', 'fe80::1%eth0'],
    ['a public address with a zone', '2606:4700::1%1'],
    ['site-local', 'fec0::1'],
    ['IPv6 multicast', 'ff02::1'],
    ['IPv6 documentation', '2001:db8::1'],
    ['new IPv6 documentation', '3fff::1'],
    ['discard', '100::1'],
    ['segment routing', '5f00::1'],
    ['IPv6 that nobody has been given', '4000::1'],
  ])('refuses %s', (_name, address) => {
    expect(closed.judge(address, 'mail.example.com', 587)).toBe('refused');
  });

  it.each([
    ['decimal', '2130706433'],
    ['hex', '0x7f000001'],
    ['octal', '017700000001'],
    ['octal parts', '0177.0.0.1'],
    ['hex parts', '0x7f.0x0.0x0.0x1'],
    ['two parts', '127.1'],
    ['three parts', '127.0.1'],
    ['zero', '0'],
    ['leading zeros', '127.000.000.001'],
    ['public with leading zeros', '08.8.8.8'],
    ['a trailing dot', '8.8.8.8.'],
    ['a leading blank', ' 8.8.8.8'],
    ['a line feed', '8.8.8.8\n'],
    ['brackets', '[2606:4700::1]'],
    ['full-width digits', '８.８.８.８'],
    ['a name', 'mail.example.com'],
    ['punycode', 'xn--80ak6aa92e.com'],
    ['nothing', ''],
    ['too many parts', '8.8.8.8.8'],
    ['too large a part', '8.8.8.256'],
  ])('refuses a spelling no resolver returns: %s', (_name, address) => {
    expect(closed.judge(address, 'mail.example.com', 587)).toBe('refused');
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '52.96.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '168.63.129.17',
    '2606:4700::1',
    '2A00:1450:4001:801::200E',
  ])('allows the public address %s', (address) => {
    expect(closed.judge(address, 'mail.example.com', 587)).toBe('allowed');
  });

  it.each([0, -1, 65_536, 25.5, Number.NaN])('refuses port %p', (port) => {
    expect(closed.judge('8.8.8.8', 'mail.example.com', port)).toBe('refused');
  });

  it('refuses every IPv4 address wrapped in IPv6, whatever it wraps', () => {
    const wrapped = fc
      .tuple(fc.constantFrom('::ffff:', '::ffff:0:', '::', '64:ff9b::'), fc.ipV4())
      .map(([prefix, address]) => prefix + address);

    fc.assert(fc.property(wrapped, (address) => closed.judge(address, 'mail.example.com', 587) === 'refused'));
  });
});

describe('with rules', () => {
  const rule = (host: string, port = 1025, allowCleartextAuth = false) => ({ host, port, allowCleartextAuth });

  it('opens an address on its port only', () => {
    const policy = new EgressPolicy([rule('127.0.0.1')]);

    expect(policy.judge('127.0.0.1', 'whatever.example', 1025)).toBe('allowed');
    expect(policy.judge('127.0.0.1', 'whatever.example', 1026)).toBe('refused');
    expect(policy.judge('127.0.0.2', '127.0.0.2', 1025)).toBe('refused');
    expect(policy.judge('::1', 'localhost', 1025)).toBe('refused');
    expect(policy.judge('::ffff:127.0.0.1', '127.0.0.1', 1025)).toBe('refused');
  });

  it('opens a CIDR', () => {
    const policy = new EgressPolicy([rule('10.1.0.0/16', 25), rule('fd12::/32', 25)]);

    expect(policy.judge('10.1.255.255', 'mail.corp', 25)).toBe('allowed');
    expect(policy.judge('10.2.0.0', 'mail.corp', 25)).toBe('refused');
    expect(policy.judge('fd12::9', 'mail.corp', 25)).toBe('allowed');
    expect(policy.judge('fd13::9', 'mail.corp', 25)).toBe('refused');
  });

  it('opens what a name resolves to, for that name in any spelling', () => {
    const policy = new EgressPolicy([rule('Mail.Büro.Example.', 25)]);

    expect(policy.judge('10.0.0.9', 'mail.büro.example', 25)).toBe('allowed');
    expect(policy.judge('10.0.0.9', 'MAIL.XN--BRO-HOA.EXAMPLE.', 25)).toBe('allowed');
    expect(policy.judge('10.0.0.9', 'evil.example', 25)).toBe('refused');
    expect(policy.judge('10.0.0.9', 'mail.büro.example.evil.example', 25)).toBe('refused');
  });

  it('never opens metadata, link-local or wrapped addresses through a name', () => {
    const policy = new EgressPolicy([rule('mail.corp', 80)]);

    for (const address of ['169.254.169.254', '168.63.129.16', 'fe80::1', '0.0.0.0', '::ffff:10.0.0.1', 'ff02::1']) {
      expect(policy.judge(address, 'mail.corp', 80)).toBe('refused');
    }
  });

  it('takes a rule that is no host at all as opening nothing', () => {
    const policy = new EgressPolicy(['', ' ', '10.0.0.0/99', '*', '0x7f', '/'].map((host) => rule(host)));

    expect(policy.judge('127.0.0.1', '', 1025)).toBe('refused');
    expect(policy.judge('10.0.0.1', '*.example', 1025)).toBe('refused');
  });

  it('opens one spelling of an IPv6 address for all of them', () => {
    const policy = new EgressPolicy([rule('[::1]')]);

    expect(policy.judge('0:0:0:0:0:0:0:1', '::1', 1025)).toBe('allowed');
  });
});

describe('passwords in clear', () => {
  it('are refused unless a rule says otherwise for that host and port', () => {
    const policy = new EgressPolicy([
      { host: 'relay.corp', port: 25, allowCleartextAuth: true },
      { host: '10.0.0.0/8', port: 25, allowCleartextAuth: true },
      { host: 'other.corp', port: 25, allowCleartextAuth: false },
    ]);

    expect(policy.allowsCleartextAuth('RELAY.corp.', 25)).toBe(true);
    expect(policy.allowsCleartextAuth('10.9.9.9', 25)).toBe(true);
    expect(policy.allowsCleartextAuth('relay.corp', 587)).toBe(false);
    expect(policy.allowsCleartextAuth('other.corp', 25)).toBe(false);
    expect(policy.allowsCleartextAuth('smtp.example.com', 25)).toBe(false);
    expect(policy.allowsCleartextAuth('', 25)).toBe(false);
  });
});
