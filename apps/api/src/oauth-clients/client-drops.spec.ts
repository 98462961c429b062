import { clientDrops, sameDestination, type DroppingFacts } from './client-drops.ts';

const client: DroppingFacts = {
  provider: 'generic',
  cloud: 'global',
  directory: null,
  clientId: 'posthorn',
  unattendedFlow: 'CLIENT_CREDENTIALS',
  scope: 'mail',
  issuer: 'https://id.example',
  tokenUrl: 'https://id.example/token',
  revocationUrl: null,
  introspectionUrl: null,
  ca: null,
};
const microsoft: DroppingFacts = {
  ...client,
  provider: 'microsoft365',
  directory: 'one.example',
  scope: '',
  issuer: null,
  tokenUrl: 'https://login.microsoftonline.com/one.example/oauth2/v2.0/token',
};
const drops = (change: Partial<DroppingFacts>, setup?: { interactive: boolean; scope: string }, before = client) =>
  clientDrops(before, { ...before, ...change }, setup);

describe('what a change of a client does to tokens', () => {
  it.each([
    [{ clientId: 'other' }, ['the client id']],
    [{ issuer: 'https://other.example' }, ['the issuer']],
    [{ tokenUrl: 'https://id.example/token2' }, ['the token URL']],
    [{ revocationUrl: 'https://id.example/revoke' }, ['the revocation URL']],
    [{ introspectionUrl: 'https://id.example/look' }, ['the introspection URL']],
    [{ ca: 'of mine' }, ['the trusted certificates']],
    [{ unattendedFlow: 'JWT_BEARER' }, ['the way to tokens where nobody consents']],
    [{ scope: 'mail.send' }, ['the scope']],
    [{ clientId: 'other', tokenUrl: 'https://id.example/token2' }, ['the client id', 'the token URL']],
  ] as const)('names %p', (change, words) => {
    expect(drops(change)).toEqual(words);
  });

  it('is nothing where nothing changed', () => {
    expect(drops({})).toEqual([]);
  });

  it('names the place, not each URL that follows from it', () => {
    const moved = { tokenUrl: 'https://login.microsoftonline.com/two.example/oauth2/v2.0/token', directory: 'two.example' };

    expect(drops(moved, undefined, microsoft)).toEqual(['the directory (tenant) id']);
    expect(
      drops({ cloud: 'us-dod', tokenUrl: 'https://login.microsoftonline.us/one.example/oauth2/v2.0/token' }, undefined, microsoft),
    ).toEqual(['the cloud']);
    expect(drops({ provider: 'google', clientId: 'g', ca: 'of mine' })).toEqual([
      'the provider',
      'the client id',
      'the trusted certificates',
    ]);
  });

  it('leaves a setup alone that asks for a scope of its own, or has a person consent', () => {
    expect(drops({ scope: 'mail.send' }, { interactive: false, scope: 'mine' })).toEqual([]);
    expect(drops({ unattendedFlow: 'JWT_BEARER' }, { interactive: true, scope: '' })).toEqual([]);
  });

  it('is nothing where the scope typed is the one the provider documents', () => {
    expect(drops({ scope: 'https://outlook.office365.com/.default' }, { interactive: false, scope: '' }, microsoft)).toEqual([]);
    expect(drops({ scope: 'https://outlook.office365.com/.default' }, { interactive: true, scope: '' }, microsoft)).toEqual(['the scope']);
  });
});

describe('the destination of a secret', () => {
  it('is the URLs it goes to, not the name of the provider', () => {
    expect(sameDestination(client, { ...client, provider: 'google', clientId: 'other', scope: '' })).toBe(true);
    for (const change of [{ issuer: null }, { tokenUrl: 'x' }, { revocationUrl: 'x' }, { introspectionUrl: 'x' }, { ca: 'x' }])
      expect(sameDestination(client, { ...client, ...change })).toBe(false);
  });

  it('is the same whichever line ends its certificates were pasted with', () => {
    expect(sameDestination({ ...client, ca: 'one\r\ntwo\r\n' }, { ...client, ca: 'one\ntwo' })).toBe(true);
  });
});
