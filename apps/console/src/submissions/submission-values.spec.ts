import { z } from 'zod';
import {
  asksForPasswordAgain,
  asksForProxyPasswordAgain,
  blankSubmission,
  changedAdvancedCount,
  destinationChanges,
  requireSecretsAgain,
  submissionInputOf,
  submissionShape,
  submissionValuesOf,
} from './submission-values.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';

const saved: SavedSubmission = { ...blankSubmission, host: 'smtp.example.org', username: 'plant', passwordSet: true };
const values = submissionValuesOf(saved);
const shape = z.object(submissionShape);
const schema = shape.superRefine((one, context) => requireSecretsAgain(one, saved, context));
const withAdvanced = (changes: Partial<SubmissionValues['advanced']>): SubmissionValues => ({
  ...values,
  advanced: { ...values.advanced, ...changes },
});

describe('a stored password', () => {
  it.each<[string, SubmissionValues]>([
    ['host', { ...values, host: 'smtp.example.net' }],
    ['port', { ...values, port: 465 }],
    ['security', { ...values, security: 'TLS' }],
    ['server name', withAdvanced({ serverName: 'mail.example.org' })],
    ['trusted certificates', withAdvanced({ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' })],
    ['proxy', withAdvanced({ proxyKind: 'HTTP', proxyHost: 'proxy.example.org', proxyPort: 3128 })],
  ])('is asked for again when the %s changes', (part, changed) => {
    expect(destinationChanges(changed, saved)).toEqual([part]);
    expect(asksForPasswordAgain(changed, saved)).toBe(true);
    expect(schema.safeParse(changed).error?.issues[0]?.path).toEqual(['password']);
  });

  it.each<[string, SubmissionValues]>([
    ['it is typed', { ...values, host: 'smtp.example.net', password: 'typed' }],
    ['it is removed', { ...values, host: 'smtp.example.net', password: null }],
    ['the host is written in capitals', { ...values, host: ' SMTP.example.org ' }],
    ['another sender is allowed', withAdvanced({ allowedSenders: ['@example.org'] })],
    ['a proxy that is not used has a host', withAdvanced({ proxyHost: 'proxy.example.org' })],
  ])('is not in the way when %s', (_what, changed) => {
    expect(schema.safeParse(changed).success).toBe(true);
  });

  it('is replaced by text, removed by null and kept otherwise', () => {
    const parsed = shape.parse(values);

    expect(submissionInputOf({ ...parsed, password: 'geheim' }, saved)).toMatchObject({ passwordAction: 'REPLACE', password: 'geheim' });
    expect(submissionInputOf({ ...parsed, password: null }, saved)).toMatchObject({ passwordAction: 'REMOVE', password: null });
    expect(submissionInputOf(parsed, saved)).toMatchObject({ passwordAction: 'KEEP', password: null });
  });
});

describe('a proxy', () => {
  const proxied: SavedSubmission = {
    ...saved,
    advanced: { ...saved.advanced, proxyKind: 'HTTP', proxyHost: 'proxy.example.org', proxyPort: 3128, proxyUsername: 'out' },
    proxyPasswordSet: true,
  };

  it('that is taken out takes its user and password with it', () => {
    const parsed = shape.parse({ ...submissionValuesOf(proxied), advanced: { ...proxied.advanced, proxyKind: null } });

    expect(submissionInputOf(parsed, proxied)).toMatchObject({
      proxyPasswordAction: 'REMOVE',
      advanced: { proxyKind: null, proxyHost: null, proxyPort: null, proxyUsername: null },
    });
  });

  it('that moves asks for its password again', () => {
    const moved = submissionValuesOf({ ...proxied, advanced: { ...proxied.advanced, proxyPort: 8080 } });

    expect(asksForProxyPasswordAgain(moved, proxied)).toBe(true);
    expect(asksForProxyPasswordAgain(submissionValuesOf(proxied), proxied)).toBe(false);
  });
});

describe('what differs from the defaults under Advanced', () => {
  it('is nothing in a new profile', () => {
    expect(changedAdvancedCount(submissionValuesOf(blankSubmission))).toBe(0);
  });

  it('is counted field by field, and an emptied field is none', () => {
    expect(changedAdvancedCount({ ...withAdvanced({ heloName: '', perMinute: 30, allowedSenders: ['@a.org'] }), timeoutMs: 20_000 })).toBe(
      3,
    );
  });
});
