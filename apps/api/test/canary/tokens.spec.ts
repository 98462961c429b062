import { connectLive, follow } from '../kit/live.ts';
import { isIn } from './canaries.ts';
import { dumpDatabase } from './database-dump.ts';
import { changedGrant, TokenStage } from './token-stage.ts';
import {
  actOnCallbacks,
  actOnPlatform,
  actWithKeys,
  actWithParrots,
  actWithSecrets,
  leaveBehind,
  loseConsents,
  readEverything,
} from './token-actions.ts';

/**
 * Two providers tell of every token, code and secret of a run. While consents are under way, tokens wait for a decision and a check for its
 * worker, the whole database, the logs at their loudest, every answer and every mail are searched for each of them, raw and encoded.
 */

const stage = new TokenStage();
const { canaries, answers } = stage;
const lived: string[] = [];

beforeAll(async () => {
  await stage.open();
  const root = await actOnPlatform(stage);
  const admin = await stage.tenantAdmin(root);
  const login = await actWithSecrets(stage, admin);
  const live = connectLive(stage.url, admin, { tenantId: admin.tenantId });
  const watching = follow(live, changedGrant, { profileId: login.profileId }, (data) => lived.push(JSON.stringify(data)));
  await actWithParrots(stage, admin, login);
  await actOnCallbacks(stage, admin, root, login);
  await actWithKeys(stage, admin);
  await loseConsents(stage, admin, login);
  await leaveBehind(stage, admin, login);
  await live.dispose();
  await watching;
  await readEverything(admin, root);
  for (const witness of [stage.platform, stage.tenant]) witness.noteRequests();
}, 240_000);
afterAll(() => stage.close());

describe('no token, code or client secret', () => {
  it('escapes the search in what SASL makes of it', () => {
    const token = 'k3vAZ-planted_42';
    const sasl = [
      `user=ann@example.org\u0001auth=Bearer ${token}\u0001\u0001`,
      `n,a=ann@example.org,\u0001auth=Bearer ${token}\u0001\u0001`,
    ];

    for (const text of sasl.map((response) => Buffer.from(response).toString('base64'))) expect(isIn(token, text)).toBe(true);
  });

  it('was forgotten by this spec', () => {
    const ofBoth = ['access token', 'code', 'id token', 'nonce', 'refresh token', 'state', 'verifier'];
    expect(canaries.names()).toEqual(
      [
        ...ofBoth.flatMap((name) => [`platform ${name}`, `tenant ${name}`]),
        'tenant client assertion',
        'tenant assertion',
        'unknown state',
        'unknown code',
        ...['', 'replaced ', 'unsaved ', 'stale '].map((which) => `platform ${which}client secret`),
        ...['', 'replaced ', 'unsaved ', 'refused ', 'wrong ', 'posted '].map((which) => `${which}client secret`),
        ...['', 'replaced ', 'refused ', 'bundled ', 'broken ', 'bearer '].map((which) => `${which}private key`),
        'key file',
        'key file’s key',
        'refused key file',
        'refused key file’s key',
        'cookie posthorn',
        'cookie posthorn-browser',
      ].sort(),
    );
  });

  it('is in the database, while consents are under way, tokens wait for a decision, and mail and a check for a worker', async () => {
    const { database, testDatabase } = stage.installation;
    const [waiting, dump] = await Promise.all([
      database.asSystem('a spec', async (tx) => [
        await tx.oAuthConsent.count({ where: { status: 'STARTED', pending: { not: null } } }),
        await tx.oAuthConsent.count({ where: { status: 'TO_CONFIRM', tokens: { not: null } } }),
        await tx.oAuthGrant.count({ where: { accessToken: { not: null }, refreshToken: { not: null } } }),
        await tx.connectionCheck.count({ where: { settings: { not: null } } }),
        await tx.attempt.count({ where: { transcript: { not: null } } }),
      ]),
      dumpDatabase(testDatabase),
    ]);

    for (const count of waiting) expect(count).toBeGreaterThan(0);
    expect(dump).toContain('You sent');
    expect(canaries.found(dump)).toEqual([]);
  });

  it('is in the logs, at their loudest', () => {
    const log = stage.installation.log();

    expect(log).toContain('"level":20');
    expect(canaries.found(log)).toEqual([]);
  });

  it('is in the access log: of a callback it has the path and nothing behind it', () => {
    const callbacks = stage.installation
      .log()
      .split('\n')
      .filter((line) => line.includes('/api/oauth/callback/'));

    expect(callbacks.length).toBeGreaterThan(15);
    for (const line of callbacks) expect(line).not.toMatch(/[?&](?:code|state|iss|error)=/);
  });

  it('is in an answer, but for the state and nonce in the URL that a person is sent to', () => {
    const begun = answers.filter((answer) => answer.includes('{"data":{"beginGrant":'));
    const others = answers.filter((answer) => !begun.includes(answer));
    const states = canaries.all.filter(({ name }) => name.endsWith(' state') && name !== 'unknown state');

    expect(begun).toHaveLength(states.length);
    expect(canaries.found(begun.join('\n'))).toEqual(['platform state', 'platform nonce', 'tenant state', 'tenant nonce']);
    expect(canaries.found(others.join('\n'))).toEqual([]);
  });

  it('is in what watchers of a grant are told', () => {
    expect(lived.length).toBeGreaterThan(10);
    expect(canaries.found(lived.join('\n'))).toEqual([]);
  });

  it('is in a mail', () => {
    const mails = [...stage.sink.messages, ...stage.bearerSink.messages];

    expect(mails.length).toBeGreaterThan(6);
    for (const { raw, parsed } of mails)
      expect(canaries.found(`${raw.toString('latin1')}\n${parsed.text}\n${parsed.html}\n${JSON.stringify(parsed.headers)}`)).toEqual([]);
  });
});
