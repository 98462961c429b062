import { createConnection } from 'node:net';
import { startOAuthServer } from './oauth-server.ts';
import { startSmtpServer, type TestSmtpOptions, type TestSmtpServer } from './smtp-server.ts';

const ada = 'ada@example.com';
const xoauth2 = (token: string, user = ada): string => `AUTH XOAUTH2 ${btoa(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`)}`;
const oauthBearer = (token: string, name = ada): string =>
  `AUTH OAUTHBEARER ${btoa(`n,a=${name},\u0001host=127.0.0.1\u0001port=587\u0001auth=Bearer ${token}\u0001\u0001`)}`;

/** Waits for a reply before each next line, or says all lines at once; the last line of each reply after EHLO's. */
async function answers(server: TestSmtpServer, lines: string[], pipelined = false): Promise<string[]> {
  const socket = createConnection(server.port, '127.0.0.1');
  const all = ['EHLO me', ...lines, 'QUIT'];
  let heard = '';
  let said = 0;
  for await (const chunk of socket) {
    heard += (chunk as Buffer).toString();
    const complete = heard.split('\r\n').filter((line) => /^\d{3}(?: |$)/u.test(line)).length;
    const next = pipelined ? all.splice(0) : all.splice(0, complete - said);
    said += next.length;
    if (next.length > 0) socket.write(next.map((line) => `${line}\r\n`).join(''));
  }
  const replies = heard.split('\r\n').filter((line) => /^\d{3} /u.test(line));
  return replies.slice(2, -1);
}

async function withServer<T>(options: TestSmtpOptions, work: (server: TestSmtpServer) => Promise<T>): Promise<T> {
  const server = await startSmtpServer(options);
  return work(server).finally(() => server.close());
}

const tokens = (user: string, token: string): Promise<boolean> => Promise.resolve(user === ada && token === 'right');
const accepted = '235 2.7.0 Authentication successful';
const refused = '535 5.7.8 Error: authentication failed';
const status401 = `334 ${btoa('{"status":"401","schemes":"bearer","scope":"https://mail.test/SMTP.Send"}')}`;
const invalidToken = `334 ${btoa('{"status":"invalid_token","scope":"https://mail.test/SMTP.Send"}')}`;

describe('a server that takes tokens', () => {
  it.each([
    ['XOAUTH2', xoauth2('right')],
    ['OAUTHBEARER', oauthBearer('right')],
  ])('signs in by %s, on one line or on two', async (mechanism, line) => {
    const [verb = '', name = '', response = ''] = line.split(' ');

    const [one, two] = await withServer({ tokens }, async (server) => [
      await answers(server, [line]),
      await answers(server, [`${verb} ${name}`, response]),
    ]);

    expect(one).toEqual([accepted]);
    expect(two).toEqual(['334 ', accepted]);
    expect(mechanism).toBe(name);
  });

  it('says why it refuses, waits for an answer, and then says no', async () => {
    const replies = await withServer({ tokens }, async (server) => [
      await answers(server, [xoauth2('wrong'), '']),
      await answers(server, [oauthBearer('right', 'bob@example.com'), 'AQ==']),
    ]);

    expect(replies).toEqual([
      [status401, refused],
      [invalidToken, refused],
    ]);
  });

  it('takes another AUTH after a refused one in the same session, pipelined or not', async () => {
    const lines = [xoauth2('wrong'), '', oauthBearer('wrong'), 'AQ==', xoauth2('right'), 'MAIL FROM:<a@example.com>'];
    const expected = [status401, refused, invalidToken, refused, accepted, expect.stringMatching(/^250 /u) as string];

    const replies = await withServer({ tokens }, async (server) => [await answers(server, lines), await answers(server, lines, true)]);

    expect(replies).toEqual([expected, expected]);
  });

  it('keeps every token it was shown', async () => {
    const signIns = await withServer({ tokens }, async (server) => {
      await answers(server, [xoauth2('wrong'), '', oauthBearer('right')]);
      return server.signIns;
    });

    expect(signIns).toEqual([
      { mechanism: 'XOAUTH2', user: ada, token: 'wrong', accepted: false },
      { mechanism: 'OAUTHBEARER', user: ada, token: 'right', accepted: true },
    ]);
  });

  it('reads user names that need quoting', async () => {
    const seen = await withServer({ tokens }, async (server) => {
      await answers(server, [oauthBearer('right', 'a=2Cb=3D@example.com'), 'AQ==']);
      return server.signIns[0]?.user;
    });

    expect(seen).toBe('a,b=@example.com');
  });

  it('does not take what is no token, nor mail without one', async () => {
    const replies = await withServer({ tokens }, (server) =>
      answers(server, ['AUTH XOAUTH2 bm9uc2Vuc2U=', 'AUTH PLAIN AGEAYg==', 'MAIL FROM:<a@example.com>']),
    );

    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['501', '504', '530']);
  });

  it('cannot tell while its judge is down', async () => {
    const replies = await withServer({ tokens: () => Promise.reject(new Error('down')) }, (server) => answers(server, [xoauth2('right')]));

    expect(replies).toEqual(['454 4.7.0 Error: temporary authentication failure']);
  });

  it('refuses as many as it is told to, in the given words', async () => {
    const replies = await withServer({ tokens }, async (server) => {
      server.refuseTokens(1);
      const usual = await answers(server, [xoauth2('right'), '', xoauth2('right')]);
      server.refuseTokens(2, '535 5.7.3 Authentication unsuccessful');
      return [usual, await answers(server, [xoauth2('right'), oauthBearer('right'), oauthBearer('right')])];
    });

    const microsoft = '535 5.7.3 Authentication unsuccessful';
    expect(replies).toEqual([
      [status401, refused, accepted],
      [microsoft, microsoft, accepted],
    ]);
  });

  it('offers what it is told to, beside passwords', async () => {
    const offered = async (options: TestSmtpOptions): Promise<string | undefined> =>
      withServer(options, async (server) => {
        const socket = createConnection(server.port, '127.0.0.1');
        let heard = '';
        socket.write('');
        for await (const chunk of socket) {
          heard += (chunk as Buffer).toString();
          if (heard.startsWith('220') && !heard.includes('250')) socket.write('EHLO me\r\n');
          if (/^250 /mu.test(heard)) break;
        }
        return /AUTH ([^\r]+)/u.exec(heard)?.[1];
      });
    const users = { ada: 'secret' };

    expect(await offered({ tokens })).toBe('XOAUTH2 OAUTHBEARER');
    expect(await offered({ tokens, users })).toBe('LOGIN PLAIN XOAUTH2 OAUTHBEARER');
    expect(await offered({ tokens, mechanisms: ['OAUTHBEARER'] })).toBe('OAUTHBEARER');
    expect(await offered({ users })).toBe('LOGIN PLAIN');
    expect(await offered({})).toBeUndefined();
  });

  it('asks an OAuth server whose token it is', async () => {
    const oauth = await startOAuthServer();
    const authorization = `Basic ${btoa('posthorn:test-client-secret')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'https://mail.test/SMTP.Send' });
    const granted = (await (await fetch(oauth.endpoints.token, { method: 'POST', headers: { authorization }, body })).json()) as Record<
      string,
      string
    >;
    const judge = async (_user: string, token: string): Promise<boolean> => (await oauth.introspect(token)).active;

    const replies = await withServer({ tokens: judge }, async (server) => {
      const before = await answers(server, [xoauth2(granted['access_token'] ?? '')]);
      oauth.dropTokens();
      return [...before, ...(await answers(server, [xoauth2(granted['access_token'] ?? ''), '']))];
    });
    await oauth.close();

    expect(replies).toEqual([accepted, status401, refused]);
  });
});
