import type { Failure } from '@posthorn/smtp';
import { startOAuthServer, startSmtpServer, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import { isFailure } from '@posthorn/smtp';
import { RefusedTokens } from '../../src/delivery/refused-tokens.ts';
import { MailDatabase } from './mail-in-database.ts';
import { TokenKit } from './token-kit.ts';

let rows: MailDatabase;
let kit: TokenKit;
let smtp: TestSmtpServer;
let provider: TestOAuthServer;

beforeAll(async () => {
  rows = await MailDatabase.create();
  kit = new TokenKit(rows);
  smtp = await startSmtpServer();
  provider = await startOAuthServer();
});
afterAll(async () => {
  await kit.close();
  await smtp.close();
  await provider.close();
  await rows.close();
});

const refused: Failure = { class: 'AUTH', stage: 'AUTH', reply: null, retry: 'PARK', sentence: 'The server refused the token.', fix: null };

it('a provider that says nothing of a refused token holds a worker’s place for moments, however patient its OAuth client is', async () => {
  const profile = await kit.granted({ server: smtp, provider, client: { connectTimeoutMs: 60_000, requestTimeoutMs: 60_000 } });
  const submission = await kit.mail.source.submissionOf(profile);
  if (isFailure(submission)) throw new Error(submission.sentence);
  provider.fault = { kind: 'HANG', path: '/token/introspection' };
  const tokens = new RefusedTokens({ database: kit.mail.database, vault: kit.mail.vault, source: kit.mail.source, maxOpinionMs: 300 });

  const judged = await tokens.judge(submission, refused, 'NOT_AGAIN');

  expect(judged.sentence).toMatch(/^The server refused the token\. It was not replaced again/u);
});
