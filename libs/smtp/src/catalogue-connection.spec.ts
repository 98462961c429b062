import { EgressError } from '@posthorn/egress';
import { describeRows, symptomOf } from '../test/describe-rows.ts';
import { connectionSymptoms } from './catalogue-connection.ts';
import { explain } from './catalogue.ts';
import { causeOf } from './cause.ts';
import type { Proxy } from './types.ts';

const proxy: Proxy = { kind: 'SOCKS5', host: 'proxy.example', port: 1080, username: 'u', password: 'secret' };

describeRows(connectionSymptoms, {
  'host-not-found': { example: { stage: 'DNS', cause: ['DNS'] }, nearMiss: { stage: 'DNS', cause: ['TIMEOUT'] } },
  'lookup-timeout': { example: { stage: 'DNS', cause: ['TIMEOUT'] }, nearMiss: { stage: 'CONNECT', cause: ['TIMEOUT'] } },
  'proxy-sign-in': {
    example: { stage: 'PROXY', cause: ['PROXY_AUTH'], settings: { proxy } },
    nearMiss: { stage: 'PROXY', cause: ['PROXY_REFUSED'], settings: { proxy } },
  },
  'proxy-refused': {
    example: { stage: 'PROXY', cause: ['PROXY_REFUSED', '403 Forbidden'], settings: { proxy } },
    nearMiss: { stage: 'CONNECT', cause: ['ECONNREFUSED'], settings: { proxy } },
  },
  'proxy-failed': {
    example: { stage: 'PROXY', cause: ['PROXY_FAILED'], settings: { proxy } },
    nearMiss: { stage: 'PROXY', cause: ['PROXY_AUTH'], settings: { proxy } },
  },
  'proxy-timeout': {
    example: { stage: 'PROXY', cause: ['TIMEOUT'], settings: { proxy } },
    nearMiss: { stage: 'CONNECT', cause: ['TIMEOUT'], settings: { proxy } },
  },
  'proxy-dropped': {
    example: { stage: 'PROXY', cause: ['DROPPED'], settings: { proxy } },
    nearMiss: { stage: 'EHLO', cause: ['DROPPED'], settings: { proxy } },
  },
  'connection-refused': { example: { stage: 'CONNECT', cause: ['ECONNREFUSED'] }, nearMiss: { stage: 'CONNECT', cause: ['EHOSTUNREACH'] } },
  'connect-timeout': { example: { stage: 'CONNECT', cause: ['TIMEOUT'] }, nearMiss: { stage: 'GREETING', cause: ['TIMEOUT'] } },
  unreachable: { example: { stage: 'CONNECT', cause: ['ENETUNREACH'] }, nearMiss: { stage: 'CONNECT', cause: ['ETIMEDOUT'] } },
  'not-smtp': { example: { stage: 'GREETING', reply: 'HTTP/1.1 400 Bad Request' }, nearMiss: { stage: 'GREETING', reply: '554 no' } },
  'greeting-timeout': { example: { stage: 'GREETING', cause: ['TIMEOUT'] }, nearMiss: { stage: 'EHLO', cause: ['TIMEOUT'] } },
  'stage-timeout': { example: { stage: 'RCPT', cause: ['TIMEOUT'] }, nearMiss: { stage: 'DATA', cause: ['TIMEOUT'], dataStarted: true } },
  dropped: { example: { stage: 'MAIL', cause: ['DROPPED'] }, nearMiss: { stage: 'MAIL', reply: '421 closing' } },
});

describe('with a proxy', () => {
  it.each(['ECONNREFUSED', 'TIMEOUT', 'ENETUNREACH'])('%s in CONNECT is about the proxy, not about the mail server', (code) => {
    const { sentence, fix } = explain(symptomOf({ stage: 'CONNECT', cause: [code], settings: { proxy, port: 25 } }));

    expect(sentence).toContain('the proxy proxy.example, port 1080');
    expect(sentence).not.toContain('mail.example');
    expect(fix).toBeNull();
  });

  it('no sentence repeats its password, or what it said', () => {
    for (const code of ['PROXY_AUTH', 'PROXY_REFUSED', 'PROXY_FAILED', 'DNS', 'DESTINATION_BLOCKED']) {
      const { sentence } = explain(symptomOf({ stage: 'PROXY', cause: [code, '403 inner words'], settings: { proxy } }));

      expect(sentence).not.toMatch(/secret|inner words/u);
    }
  });
});

it('names which of host and proxy cannot be found', () => {
  const lookup = (endpoint: EgressError['endpoint']) => {
    const original = new EgressError('DNS', 'DNS', 'The host cannot be resolved.', { endpoint });
    return explain({ ...symptomOf({ stage: 'DNS', settings: { proxy } }), cause: causeOf(original) }).sentence;
  };

  expect(lookup('PROXY')).toContain('The proxy proxy.example cannot be found.');
  expect(lookup('HOST')).toContain('The host mail.example cannot be found.');
});

describe('a port that does not answer', () => {
  const fixFor = (settings: object) => explain(symptomOf({ stage: 'CONNECT', cause: ['TIMEOUT'], settings })).fix;

  it('is replaced by one the provider documents for the same security', () => {
    expect(fixFor({ host: 'smtp.sendgrid.net', port: 587 })).toEqual({ kind: 'SET_PORT', port: 2525, label: 'Use port 2525' });
    expect(fixFor({ host: 'smtp.resend.com', port: 465, security: 'TLS' })).toMatchObject({ port: 2465 });
    expect(fixFor({ host: 'smtp.office365.com', port: 25 })).toMatchObject({ port: 587 });
  });

  it('is replaced by 587 where it is 25, and else left alone', () => {
    expect(fixFor({ port: 25 })).toMatchObject({ port: 587 });
    expect(fixFor({ port: 587 })).toBeNull();
    expect(fixFor({ host: 'smtp.gmail.com', port: 587 })).toBeNull();
  });
});
