import { EgressError } from '@posthorn/egress';
import { describeRows, symptomOf } from '../test/describe-rows.ts';
import { localRefusals } from './catalogue-local.ts';
import { explain } from './catalogue.ts';
import { causeOf } from './cause.ts';
import type { Proxy } from './types.ts';

const proxy: Proxy = { kind: 'HTTP', host: 'proxy.plant.local', port: 3128, username: 'u', password: 'secret' };

describeRows(localRefusals, {
  'destination-blocked': { example: { stage: 'DNS', cause: ['DESTINATION_BLOCKED'] }, nearMiss: { stage: 'DNS', cause: ['DNS'] } },
  aborted: {
    example: { stage: 'DATA', cause: ['ABORTED'], dataStarted: true },
    nearMiss: { stage: 'DATA', cause: ['DROPPED'], dataStarted: true },
  },
  'no-answer-to-the-message': {
    example: { stage: 'DATA', cause: ['TIMEOUT'], dataStarted: true },
    nearMiss: { stage: 'DATA', cause: ['TIMEOUT'] },
  },
  'outcome-unknown': { example: { stage: 'DATA', cause: ['DROPPED'], dataStarted: true }, nearMiss: { stage: 'DATA', cause: ['DROPPED'] } },
  'trusted-authority-unreadable': { example: { stage: 'TLS', cause: ['BAD_CA'] }, nearMiss: { stage: 'TLS', cause: ['INVALID_CA'] } },
  'proxy-password-in-clear': {
    example: { stage: 'PROXY', cause: ['CLEARTEXT'], settings: { proxy } },
    nearMiss: { stage: 'AUTH', cause: ['CLEARTEXT'], settings: { proxy } },
  },
  'password-in-clear': { example: { stage: 'AUTH', cause: ['CLEARTEXT'] }, nearMiss: { stage: 'AUTH', cause: ['NO_AUTH'] } },
  'no-password': { example: { stage: 'AUTH', cause: ['NO_PASSWORD'] }, nearMiss: { stage: 'AUTH', cause: ['NO_AUTH'] } },
  'no-authentication-offered': {
    example: { stage: 'AUTH', cause: ['NO_AUTH'] },
    nearMiss: { stage: 'AUTH', cause: ['NO_MECHANISM', 'NTLM'] },
  },
  'mechanism-not-offered': {
    example: { stage: 'AUTH', cause: ['NO_MECHANISM', 'LOGIN, XOAUTH2'], settings: { mechanism: 'PLAIN' } },
    nearMiss: { stage: 'AUTH', cause: ['NO_MECHANISM', 'XOAUTH2, LOGINDISABLED'], settings: { mechanism: 'PLAIN' } },
  },
  'no-password-mechanism': {
    example: { stage: 'AUTH', cause: ['NO_MECHANISM', 'XOAUTH2'] },
    nearMiss: { stage: 'AUTH', cause: ['NO_AUTH'] },
  },
  'stored-secret-unreadable': {
    example: { stage: 'AUTH', cause: ['SECRET_UNREADABLE'] },
    nearMiss: { stage: 'AUTH', cause: ['CLEARTEXT'] },
  },
  'sender-address-invalid': { example: { stage: 'MAIL', cause: ['BAD_ADDRESS'] }, nearMiss: { stage: 'RCPT', cause: ['BAD_ADDRESS'] } },
  'recipient-address-invalid': { example: { stage: 'RCPT', cause: ['BAD_ADDRESS'] }, nearMiss: { stage: 'MAIL', cause: ['BAD_ADDRESS'] } },
  'sender-needs-smtputf8': { example: { stage: 'MAIL', cause: ['NO_SMTPUTF8'] }, nearMiss: { stage: 'RCPT', cause: ['NO_SMTPUTF8'] } },
  'recipient-needs-smtputf8': { example: { stage: 'RCPT', cause: ['NO_SMTPUTF8'] }, nearMiss: { stage: 'RCPT', cause: ['BAD_ADDRESS'] } },
  'larger-than-announced': { example: { stage: 'MAIL', cause: ['TOO_LARGE'] }, nearMiss: { stage: 'MAIL', reply: '552 5.3.4 too big' } },
});

describe('a blocked destination', () => {
  const blocked = { stage: 'DNS', cause: ['DESTINATION_BLOCKED'] } as const;
  const explained = (settings: object) => explain(symptomOf({ ...blocked, cause: [...blocked.cause], settings }));

  it('is told in the words that were typed, and no others', () => {
    const failure = explained({ host: 'relay.plant.local', port: 25 });

    expect(failure.sentence).toBe(
      'Connections to relay.plant.local:25 are not allowed from here. Ask the system admin to allow relay.plant.local:25.',
    );
    expect(failure.fix).toEqual({ kind: 'ASK_EGRESS', host: 'relay.plant.local', port: 25, label: 'Ask for relay.plant.local:25' });
  });

  it('keeps an IPv6 address apart from its port', () => {
    expect(explained({ host: 'fd00::1', port: 25 }).sentence).toContain('to [fd00::1]:25 are');
    expect(explained({ host: '[fd00::1]', port: 25 }).sentence).toContain('to [fd00::1]:25 are');
  });

  it('is the one of two that is not allowed, where there is a proxy', () => {
    const settings = { host: 'relay.plant.local', port: 25, proxy };
    const blocked = (endpoint: EgressError['endpoint']) => {
      const original = new EgressError('DESTINATION_BLOCKED', 'DNS', 'The destination is not allowed.', {
        endpoint,
        addresses: ['10.0.0.1'],
      });
      return explain({ ...symptomOf({ stage: 'DNS', settings }), cause: causeOf(original) });
    };

    expect(blocked('HOST').sentence).toMatch(/^Connections to relay\.plant\.local:25 are not allowed from here\./u);
    expect(blocked('PROXY').sentence).toBe(
      'Connections to the proxy proxy.plant.local:3128 are not allowed from here. Ask the system admin to allow proxy.plant.local:3128.',
    );
    expect(blocked('PROXY').fix).toMatchObject({ kind: 'ASK_EGRESS', host: 'proxy.plant.local', port: 3128 });
  });
});

describe('a way of signing in that is not offered', () => {
  const explained = (offered: string) =>
    explain(symptomOf({ stage: 'AUTH', cause: ['NO_MECHANISM', offered], settings: { mechanism: 'CRAM_MD5' } }));

  it.each([
    ['LOGIN', 'LOGIN', 'LOGIN'],
    ['XOAUTH2 LOGIN PLAIN', 'PLAIN', 'PLAIN'],
    ['NTLM, CRAM-MD5', 'CRAM_MD5', 'CRAM-MD5'],
  ])('is replaced in one click where the server offers %j', (offered, mechanism, name) => {
    const { sentence, fix } = explained(offered);

    expect(sentence).toBe(`The server does not offer CRAM-MD5, only ${offered}. Choose one of those.`);
    expect(fix).toEqual({ kind: 'SET_MECHANISM', mechanism, label: `Sign in with ${name}` });
  });

  it('has no fix where only tokens are taken', () => {
    expect(explained('XOAUTH2 OAUTHBEARER')).toMatchObject({ class: 'AUTH_MECH', fix: null });
  });
});
