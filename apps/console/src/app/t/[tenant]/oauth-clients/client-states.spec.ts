import { clientState, shownClients } from './client-states.ts';
import type { ClientRow } from './client-states.ts';
import { freeName } from './free-name.ts';

const client: ClientRow = {
  id: '1',
  name: 'Our directory',
  providerName: 'Microsoft 365 (Office 365)',
  authentication: 'CLIENT_SECRET_POST',
  clientId: 'app-4711',
  secretSet: true,
  secretExpiresAt: null,
  secretEndsInDays: null,
  updatedAt: '2026-11-20T10:00:00.000Z',
  profiles: [],
};

const used = (...states: ClientRow['profiles'][number]['grantState'][]): ClientRow => ({
  ...client,
  profiles: states.map((grantState, index) => ({ id: String(index), name: `Profile ${index}`, grantState })),
});

describe('the state of an OAuth client', () => {
  it.each([
    ['nobody uses it', client, 'Not used'],
    ['all its tokens live', used('VALID', 'EXPIRING'), 'Working'],
    ['one of two needs a person', used('VALID', 'CONSENT_NEEDED'), 'Consent needed: 1 of 2'],
    ['its only token can’t be renewed', used('REFRESH_FAILING'), 'Refresh failing'],
    ['several are troubled: the one that needs a person most', used('NONE', 'REFRESH_FAILING', 'CONSENT_NEEDED'), 'Consent needed: 1 of 3'],
    ['its secret has ended, whatever the tokens say', { ...used('VALID'), secretEndsInDays: 0 }, 'Secret ended'],
    ['it has no secret', { ...used('VALID'), secretSet: false }, 'No secret'],
    ['it needs no secret', { ...used('VALID'), secretSet: false, authentication: 'NONE' as const }, 'Working'],
  ])('where %s', (_when, row, label) => {
    expect(clientState(row).label).toBe(label);
  });

  it('never looks well while a token is missing', () => {
    expect(clientState(used('VALID', 'NONE')).tone).toBe('warning');
  });
});

describe('a search among OAuth clients', () => {
  it.each(['DIRECTORY', 'office', '4711', 'profile 0', undefined])('finds by %j', (search) => {
    expect(shownClients([used('VALID')], search)).toHaveLength(1);
  });

  it('leaves out the others', () => {
    expect(shownClients([client], 'google')).toEqual([]);
  });
});

describe('the name of a new client', () => {
  it('is numbered where it is taken, whatever its case', () => {
    expect(freeName('Google', ['google', 'Google 2'])).toBe('Google 3');
    expect(freeName('', ['google'])).toBe('');
  });
});
