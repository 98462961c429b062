import { platformTenantId } from '@posthorn/database';
import { causeOf, hashedNetwork } from './mail-cause.ts';

const [person, invited, tenant] = [
  '018f0000-0000-7000-8000-00000000000a',
  '018f0000-0000-7000-8000-00000000000b',
  '018f0000-0000-7000-8000-00000000000c',
];
const actor = { identityId: person };
const about = { identityId: invited, causeTenantId: tenant };

describe('the cause of an account mail', () => {
  it('is the person for acts on oneself, with or without a session', () => {
    expect(causeOf({ ...about, operation: 'REQUEST_EMAIL_CHANGE', actor })).toBe(person);
    expect(causeOf({ ...about, operation: 'FOLLOW_LINK' })).toBe(invited);
  });

  it('is the tenant for invitations and notices, whoever of it acts', () => {
    expect(causeOf({ ...about, operation: 'INVITE', actor })).toBe(tenant);
    expect(causeOf({ ...about, operation: 'SERVICE_NOTICE' })).toBe(tenant);
    expect(causeOf({ ...about, causeTenantId: null, operation: 'SERVICE_NOTICE' })).toBe(platformTenantId);
  });

  it('is the network for what strangers ask, and the person where a browser of theirs asked', () => {
    const network = hashedNetwork('192.0.2.7');

    expect(causeOf({ ...about, operation: 'ANSWER_RESET', network })).toBe(network);
    expect(causeOf({ ...about, operation: 'ANSWER_RESET', network: null })).toBe(invited);
  });
});

describe('a hashed network', () => {
  it('is one for all addresses of a household, and holds none of them', () => {
    expect(hashedNetwork('2001:db8:1:2::1')).toBe(hashedNetwork('2001:db8:1:2:ffff::9'));
    expect(hashedNetwork('2001:db8:1:2::1')).not.toBe(hashedNetwork('2001:db8:1:3::1'));
    expect(hashedNetwork('192.0.2.7')).not.toContain(Buffer.from([192, 0, 2, 7]).toString('hex'));
  });
});
