import fc from 'fast-check';
import { reservedParameterIn } from './parameters.ts';
import { directoryProblem, endpointsOf, providerOf } from './provider.ts';
import { providers } from './providers.ts';

const directory = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const clouds = providers.flatMap((provider) => provider.clouds.map((cloud): [string, string] => [provider.id, cloud.id]));

it.each(clouds)('%s %s has https URLs, and scopes for each of its flows', (id, cloud) => {
  const provider = providers.find((candidate) => candidate.id === id);
  const { scopes, endpoints } = provider?.clouds.find((candidate) => candidate.id === cloud) ?? {};
  const filled = provider ? endpointsOf(provider.id, cloud, directory) : null;

  if (!endpoints) expect([id, filled]).toEqual(['generic', null]);
  else {
    expect([filled?.authorization, filled?.token].every((url) => url && new URL(url).protocol === 'https:' && !url.includes('{'))).toBe(
      true,
    );
    expect(Object.keys(scopes ?? {}).sort()).toEqual(provider?.flows.map(({ flow }) => flow).sort());
  }
});

it.each(providers.flatMap(({ id, flows }) => flows.map((flow) => [id, flow.flow, flow] as const)))(
  '%s %s asks for nothing the protocol owns, and says where each value goes',
  (_id, flow, { authorizationParameters, checklist }) => {
    expect(reservedParameterIn(authorizationParameters)).toBeNull();
    expect(checklist.some(({ copy }) => copy === 'REDIRECT_URI')).toBe(flow === 'AUTHORIZATION_CODE');
    expect(checklist.every(({ text }) => text.endsWith('.'))).toBe(true);
  },
);

it('knows Google and Microsoft by their documented addresses', () => {
  expect(endpointsOf('google', 'global', null)).toMatchObject({
    authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    revocation: 'https://oauth2.googleapis.com/revoke',
  });
  expect(endpointsOf('microsoft365', 'us-gcc-high', directory)?.token).toBe(
    `https://login.microsoftonline.us/${directory}/oauth2/v2.0/token`,
  );
  expect(endpointsOf('microsoft365', 'global', null)?.authorization).toBe('https://login.microsoftonline.com/common/oauth2/v2.0/authorize');
  expect(endpointsOf('microsoft365', 'moon', directory)).toBeNull();
  expect(providerOf('microsoft365').clouds[0].scopes).toEqual({
    AUTHORIZATION_CODE: 'openid profile email offline_access https://outlook.office.com/SMTP.Send',
    CLIENT_CREDENTIALS: 'https://outlook.office365.com/.default',
  });
});

describe('a directory', () => {
  it.each([directory, directory.toUpperCase(), 'contoso.onmicrosoft.com', 'plant-7.example.org'])('may be %s', (value) => {
    expect([directoryProblem(value, 'AUTHORIZATION_CODE'), directoryProblem(value, 'CLIENT_CREDENTIALS')]).toEqual([null, null]);
  });

  it.each(['common', 'organizations', 'consumers'])('%s serves mailboxes only', (value) => {
    expect(directoryProblem(value, 'AUTHORIZATION_CODE')).toBeNull();
    expect(directoryProblem(value, 'CLIENT_CREDENTIALS')).toMatch(/one directory/u);
  });

  it.each(['', 'contoso', '..', '../../evil', 'a.b/c', 'a.b?c', 'a.b#c', 'evil.test\\@x', `${directory}/x`, 'a..b', '-a.b'])(
    'is never %p',
    (value) => {
      expect(directoryProblem(value, 'AUTHORIZATION_CODE')).not.toBeNull();
    },
  );

  it('never leads to another host or path', () => {
    const shaped = fc.oneof(fc.uuid(), fc.domain());

    fc.assert(
      fc.property(shaped, (value) => {
        fc.pre(directoryProblem(value, 'AUTHORIZATION_CODE') === null);
        const { hostname, pathname } = new URL(endpointsOf('microsoft365', 'global', value)?.token ?? '');
        return hostname === 'login.microsoftonline.com' && pathname === `/${value}/oauth2/v2.0/token`;
      }),
      { numRuns: 50 },
    );
  });
});
