import { defaultOAuth, destinationChanges } from '@posthorn/contracts';
import { z } from 'zod';
import {
  asksForPasswordAgain,
  asksForProxyPasswordAgain,
  blankSubmission,
  changedAdvancedCount,
  submissionFormSchema,
  submissionInputOf,
  submissionShape,
  submissionValuesOf,
} from './submission-values.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';

const saved: SavedSubmission = { ...blankSubmission, host: 'smtp.example.org', username: 'plant', passwordSet: true };
const values = submissionValuesOf(saved);
const reserved = ['client_id', 'scope'];
const shape = z.object(submissionShape);
const schema = submissionFormSchema(shape, saved, reserved);
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

  it('that moves, or leads elsewhere, asks for its password again', () => {
    const moved = submissionValuesOf({ ...proxied, advanced: { ...proxied.advanced, proxyPort: 8080 } });
    const elsewhere = { ...submissionValuesOf(proxied), host: 'smtp.example.net' };

    expect(asksForProxyPasswordAgain(moved, proxied)).toBe(true);
    expect(asksForProxyPasswordAgain(elsewhere, proxied)).toBe(true);
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

describe('signing in with OAuth 2.0', () => {
  const withOAuth = (changes: Partial<SubmissionValues['oauth']>): SubmissionValues => ({
    ...values,
    authentication: 'OAUTH2',
    oauth: { ...values.oauth, ...changes },
  });
  const parameters = [{ name: 'audience', value: 'mail' }];

  it('takes the stored password away and sends no other', () => {
    const parsed = schema.parse({ ...withOAuth({ interactive: true }), password: '' });

    expect(submissionInputOf(parsed, saved)).toMatchObject({
      authentication: 'OAUTH2',
      passwordAction: 'REMOVE',
      password: null,
      oauth: { interactive: true, accessTokenTimeoutSeconds: 120, defaultExpirationSeconds: 0, refreshBeforeSeconds: 300 },
    });
    expect(submissionInputOf(parsed, { ...saved, passwordSet: false }).passwordAction).toBe('KEEP');
  });

  it('is not asked for a password when the destination changes', () => {
    expect(schema.safeParse({ ...withOAuth({}), host: 'smtp.example.net' }).success).toBe(true);
  });

  it('needs the user that the token is for', () => {
    expect(schema.safeParse({ ...withOAuth({}), username: '' }).error?.issues[0]?.path).toEqual(['username']);
  });

  it('leaves the mechanism to the token', () => {
    const parsed = schema.parse({ ...withOAuth({}), advanced: { ...values.advanced, mechanism: 'CRAM_MD5' } });

    expect(submissionInputOf(parsed, saved).advanced.mechanism).toBe('AUTO');
  });

  it('refuses at its row a parameter that the protocol owns', () => {
    const typed = withOAuth({ interactive: true, refreshParameters: [...parameters, { name: ' Client_ID', value: 'other' }] });

    expect(schema.safeParse(typed).error?.issues[0]).toMatchObject({
      path: ['oauth', 'refreshParameters', 1, 'name'],
      message: '“Client_ID” belongs to the protocol.',
    });
  });

  it('sends the parameters of the chosen way, and the others as they are saved', () => {
    const oauth = { ...defaultOAuth, clientId: 'a', refreshParameters: parameters };
    const stored: SavedSubmission = { ...saved, authentication: 'OAUTH2', oauth };
    const typed = withOAuth({
      interactive: false,
      clientCredentialsParameters: [...parameters, { name: '', value: '' }],
      refreshParameters: [{ name: 'client_id', value: 'out of sight' }],
    });

    const parsed = submissionFormSchema(shape, stored, reserved).parse(typed);

    expect(submissionInputOf(parsed, stored).oauth).toMatchObject({
      clientCredentialsParameters: parameters,
      refreshParameters: parameters,
    });
  });

  it('hinders nobody who signs in with a password', () => {
    const typed: SubmissionValues = { ...withOAuth({ scope: '"', refreshBeforeSeconds: -7 }), authentication: 'PASSWORD' };

    const parsed = schema.parse(typed);

    expect(submissionInputOf(parsed, saved)).toMatchObject({ authentication: 'PASSWORD', oauth: null, passwordAction: 'KEEP' });
  });

  it('comes back from the API as it went, without what GraphQL adds', () => {
    const oauth = {
      ...defaultOAuth,
      clientId: '0198a2de-0000-7000-8000-000000000001',
      clientName: 'Google',
      effectiveScope: 'mail',
      scope: 'mail',
      refreshParameters: [{ __typename: 'OAuthParameter', name: 'audience', value: 'mail' }],
    };
    const stored: SavedSubmission = { ...saved, passwordSet: false, authentication: 'OAUTH2', oauth };

    const back = submissionValuesOf(stored);

    expect(back.oauth).toEqual({ ...defaultOAuth, clientId: oauth.clientId, scope: 'mail', refreshParameters: parameters });
    expect(submissionInputOf(submissionFormSchema(shape, stored, reserved).parse(back), stored).oauth).toEqual(back.oauth);
  });
});
