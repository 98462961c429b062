import { defaultOAuth } from '@posthorn/contracts';
import { changedOAuthCount, inheritedScope, oauthValuesOf } from './oauth-values.ts';
import type { ScopeSource } from './oauth-values.ts';

const client: ScopeSource = { provider: 'google', cloud: 'global', scope: '', unattendedFlow: 'JWT_BEARER' };
const providers = [
  {
    id: 'google',
    clouds: [
      {
        id: 'global',
        scopes: [
          { flow: 'AUTHORIZATION_CODE' as const, scope: 'openid mail' },
          { flow: 'JWT_BEARER' as const, scope: 'mail' },
        ],
      },
    ],
  },
];

describe('the scope that is asked for where the setup names none', () => {
  it('is the client’s, else what its provider documents for the way tokens come about', () => {
    expect(inheritedScope({ ...client, scope: 'own' }, true, providers)).toBe('own');
    expect(inheritedScope(client, true, providers)).toBe('openid mail');
    expect(inheritedScope(client, false, providers)).toBe('mail');
  });

  it('is unknown without a client, and of a provider that is nobody’s', () => {
    expect(inheritedScope(undefined, true, providers)).toBeNull();
    expect(inheritedScope({ ...client, provider: 'generic' }, true, providers)).toBeNull();
  });
});

describe('what differs from the defaults under Advanced OAuth 2.0', () => {
  const values = oauthValuesOf(null);
  const row = [{ name: 'prompt', value: 'consent' }];

  it('is nothing at first, and neither are emptied numbers and rows nobody filled in', () => {
    const emptied = { ...values, refreshBeforeSeconds: null, clientCredentialsParameters: [{ name: ' ', value: '' }] };

    expect(changedOAuthCount(values)).toBe(0);
    expect(changedOAuthCount(emptied)).toBe(0);
  });

  it('counts what is on the page: parameters of the other way are not', () => {
    const changed = { ...values, accessTokenTimeoutSeconds: 0, authorizationParameters: row, clientCredentialsParameters: row };

    expect(changedOAuthCount({ ...changed, interactive: false })).toBe(2);
    expect(changedOAuthCount({ ...changed, interactive: true, refreshParameters: row })).toBe(3);
  });

  it('keeps lists apart: what is typed does not change the defaults', () => {
    values.refreshParameters?.push(...row);

    expect(defaultOAuth.refreshParameters).toEqual([]);
  });
});
