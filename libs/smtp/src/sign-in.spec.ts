import { EgressPolicy } from '@posthorn/egress';
import { startRawServer } from '@posthorn/testing';
import { openSession } from './session.ts';
import { SmtpFailure, type Failure, type Mechanism } from './types.ts';

const challenge = `334 ${btoa('<1896.697170952@postoffice.example.net>')}`;
const user = btoa('tim');
const password = btoa('tanstaaftanstaaf');

/** The lines said after EHLO, or the failure. */
async function signIn(mechanism: Mechanism | undefined, offered: string, replies: string[]): Promise<string[] | Failure> {
  const server = await startRawServer({ extensions: [offered], replies: { AUTH: replies } });
  const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: true }]);
  const credentials = { username: 'tim', password: 'tanstaaftanstaaf', ...(mechanism ? { mechanism } : {}) };
  try {
    const settings = { host: '127.0.0.1', port: server.port, security: 'NONE' as const, timeoutMs: 1_000, ...credentials };
    (await openSession(settings, { policy })).close();
    return server.lines.slice(1).filter((line) => line !== 'QUIT');
  } catch (error) {
    if (error instanceof SmtpFailure) return error.failure;
    throw error;
  } finally {
    await server.close();
  }
}

const all = 'AUTH XOAUTH2 CRAM-MD5 LOGIN PLAIN';
const cramMd5 = [challenge, '235 ok'];
const login = ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 ok'];

describe('signing in', () => {
  it.each<[Mechanism | undefined, string, string[], string]>([
    [undefined, all, ['235 ok'], 'AUTH PLAIN'],
    ['AUTO', all, ['235 ok'], 'AUTH PLAIN'],
    ['AUTO', 'AUTH CRAM-MD5 LOGIN', login, 'AUTH LOGIN'],
    ['AUTO', 'AUTH=CRAM-MD5', cramMd5, 'AUTH CRAM-MD5'],
    ['PLAIN', all, ['235 ok'], 'AUTH PLAIN'],
    ['LOGIN', all, login, 'AUTH LOGIN'],
    ['CRAM_MD5', all, cramMd5, 'AUTH CRAM-MD5'],
  ])('by %s, with %s offered', async (mechanism, offered, replies, verb) => {
    const lines = await signIn(mechanism, offered, replies);

    expect(Array.isArray(lines) && lines[0]?.startsWith(verb)).toBe(true);
  });

  it('says what each mechanism wants said', async () => {
    // The example of RFC 2195 section 2.
    const digest = 'b913a602c7eda7a495b4e6e7334d3890';

    expect(await signIn('PLAIN', all, ['235 ok'])).toEqual([`AUTH PLAIN ${btoa('\0tim\0tanstaaftanstaaf')}`]);
    expect(await signIn('LOGIN', all, login)).toEqual(['AUTH LOGIN', user, password]);
    expect(await signIn('CRAM_MD5', all, [`334 ${btoa('<1896.697170952@postoffice.reston.mci.net>')}`, '235 ok'])).toEqual([
      'AUTH CRAM-MD5',
      btoa(`tim ${digest}`),
    ]);
  });

  it.each<[Mechanism, string, Mechanism]>([
    ['CRAM_MD5', 'AUTH LOGIN', 'LOGIN'],
    ['PLAIN', 'AUTH CRAM-MD5 XOAUTH2', 'CRAM_MD5'],
    ['LOGIN', 'AUTH PLAIN CRAM-MD5', 'AUTO'],
  ])('by %s, where the server has %s, is not tried; what it has is offered', async (mechanism, offered, suggested) => {
    const failure = await signIn(mechanism, offered, ['235 ok']);

    expect(failure).toMatchObject({
      class: 'AUTH_MECH',
      stage: 'AUTH',
      retry: 'PARK',
      fix: { kind: 'SET_MECHANISM', mechanism: suggested },
    });
  });

  it('with a password alone has no fix where none is taken', async () => {
    expect(await signIn('PLAIN', 'AUTH XOAUTH2 OAUTHBEARER', ['235 ok'])).toMatchObject({ class: 'AUTH_MECH', fix: null });
  });

  it('does not repeat what a server says of the password', async () => {
    const failure = await signIn('AUTO', all, ['535 5.7.8 wrong password tanstaaftanstaaf for tim']);

    expect(failure).toMatchObject({ class: 'AUTH', reply: { text: '535 5.7.8 wrong password [secret] for tim' } });
    expect(JSON.stringify(failure)).not.toContain('tanstaaf');
  });
});
