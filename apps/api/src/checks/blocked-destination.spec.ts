import type { Failure } from '@posthorn/smtp';
import { forSystemAdmin, SeenAddresses } from './blocked-destination.ts';

const blocked = (host: string): Failure => ({
  class: 'DESTINATION_BLOCKED',
  stage: 'DNS',
  reply: null,
  retry: 'PARK',
  sentence: `Ask the system admin to allow ${host}:25.`,
  fix: { kind: 'ASK_EGRESS', host, port: 25, label: `Ask for ${host}:25` },
});

describe('a refused destination, for the system admin', () => {
  it('names the addresses that the check found, and allows it with one click', async () => {
    const seen = new SeenAddresses();
    await seen.resolve('localhost');

    const { sentence, fix } = forSystemAdmin(blocked('localhost'), seen);

    expect(sentence).toMatch(/^localhost leads to .*(127\.0\.0\.1|::1).*: Posthorn connects/);
    expect(sentence).toContain('Allow localhost:25 here');
    expect(fix).toMatchObject({ kind: 'ASK_EGRESS', host: 'localhost', port: 25, label: 'Allow localhost:25' });
  });

  it('needs no more of an address than itself', () => {
    expect(forSystemAdmin(blocked('10.1.2.3'), new SeenAddresses()).sentence).toMatch(/^Posthorn connects .* Allow 10\.1\.2\.3:25 here/);
  });

  it('is the only failure that reads otherwise', () => {
    const failure: Failure = { ...blocked('x'), class: 'TIMEOUT', fix: null };

    expect(forSystemAdmin(failure, new SeenAddresses())).toBe(failure);
  });
});
