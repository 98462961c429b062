import { install, type Installation } from './kit/installation.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await install();
}, 60_000);
afterAll(() => installation.close());

describe('a process', () => {
  it.each([
    ['an unknown name', { POSTHORN_API_PROT: '4000' }, /^Error: main ended: Unknown configuration: POSTHORN_API_PROT\..*\n$/],
    ['a key file that is not there', { POSTHORN_KEY_FILE: '/nowhere/keys.json' }, /^Error: main ended: .*'\/nowhere\/keys.json'\n$/],
  ])('does not start with %s, and says so in one line', async (_, variables, sentence) => {
    expect(await installation.start('main', variables).catch(String)).toMatch(sentence);
  });

  it('does not start as the owner of the tables, whom row-level security would not bind, and keeps the password to itself', async () => {
    const ownerUrl = installation.testDatabase.urls.owner;

    const refusal = await installation.start('worker', { POSTHORN_DATABASE_APP_URL: ownerUrl }).catch(String);

    expect(refusal).toContain('worker ended: POSTHORN_DATABASE_APP_URL connects as posthorn_owner');
    expect(refusal).not.toContain(new URL(ownerUrl).password);
  });

  it('ends on SIGTERM by itself', async () => {
    const api = await installation.start('main');

    await expect(api.end()).resolves.toBeUndefined();
  });
});
