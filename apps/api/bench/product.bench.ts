import { Database } from '@posthorn/database';
import { startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import { Client } from '../test/kit/client.ts';
import { checkTimes } from './checks.ts';
import { startProduct, type Product } from './product.ts';
import { percentile, rankTest } from './statistics.ts';
import { benchTokens } from './tokens.ts';
import { largeAttachment, mimeRate } from './tenant-mail.ts';

/** One figure a line: name, value, unit. */
const print = (name: string, value: number, unit: string) => console.log(name, Number(value.toPrecision(4)), unit);
const password = 'a password for the benchmark';
const address = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
const samples = (name: string, fallback: number) => Number(process.env[name] ?? fallback);

const product = await startProduct();
const smtp = await startSmtpServer();
try {
  const root = await becomeAdmin(product);
  print('memory_api_idle', product.memory().api, 'MiB');
  print('memory_worker_idle', product.memory().worker, 'MiB');
  await useServer(root, smtp);
  await acceptToAccepted(root, smtp);
  await checks(root);
  await signIn(product);
  await meRate(root);
  await resets(product);
  print('memory_api_after', product.memory().api, 'MiB');
  print('memory_worker_after', product.memory().worker, 'MiB');
  print('mime_builds', await mimeRate(samples('BENCH_SECONDS', 5)), '1/s');
  const large = await largeAttachment(product, smtp);
  print('large_attachment_memory_over_idle', large.memoryMib, 'MiB');
  print('large_attachment_to_accepted', large.seconds, 's');
  await tokens(product);
} finally {
  await product.stop();
  await smtp.close();
}

async function becomeAdmin({ url, setupToken }: Product): Promise<Client> {
  const client = new Client(url);
  const input = { token: await setupToken(), email: 'root@bench.example', name: 'Root', password, timeZone: 'UTC' };
  await client.run(`mutation ($input: BecomeSystemAdminInput!) { becomeSystemAdmin(input: $input) { identity { id } } }`, { input });
  return client;
}

async function useServer(root: Client, { host, port }: TestSmtpServer): Promise<void> {
  await root.run(`mutation ($host: String!, $port: Int!) { allowEgress(input: { host: $host, port: $port }) { id } }`, { host, port });
  const input = {
    version: 0,
    fromAddress: 'bench@bench.example',
    fromName: 'Bench',
    preset: 'custom',
    host,
    port,
    security: 'NONE',
    passwordAction: 'KEEP',
    timeoutMs: 10_000,
  };
  await root.run(`mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) { __typename } }`, { input });
}

/** From the API's answer that a mail was accepted to the mail server's 250, with nothing else to do. */
async function acceptToAccepted(root: Client, server: TestSmtpServer): Promise<void> {
  const waits: number[] = [];
  for (let n = 0; n < samples('BENCH_MAILS', 200); n += 1) {
    const to = `mail${n}@bench.example`;
    const arrived = server.waitForMail((mail) => mail.to.includes(to)).then(() => performance.now());
    await root.run(`mutation ($to: String!) { testPlatformMail(to: $to) { id } }`, { to });
    const accepted = performance.now();
    waits.push(Math.max(0, (await arrived) - accepted));
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  print('accept_to_smtp_accepted_p50', percentile(waits, 0.5), 'ms');
  print('accept_to_smtp_accepted_p99', percentile(waits, 0.99), 'ms');
}

async function checks(root: Client): Promise<void> {
  const { askedToEnded, dialogue } = await checkTimes(root, samples('BENCH_CHECKS', 50));
  print('check_asked_to_ended_p50', askedToEnded.p50, 'ms');
  print('check_asked_to_ended_p99', askedToEnded.p99, 'ms');
  print('check_dialogue_p50', dialogue.p50, 'ms');
}

async function tokens(benched: Product): Promise<void> {
  const { refreshes, waits } = await benchTokens(benched, {
    grants: samples('BENCH_GRANTS', 1000),
    waits: samples('BENCH_TOKEN_WAITS', 200),
  });
  print('oauth_refreshes_issued_to_needed', refreshes.issuedToNeeded, 'ratio');
  print('oauth_refreshes', refreshes.perSecond, '1/s');
  print('oauth_send_waits_for_token_p50', percentile(waits, 0.5), 'ms');
  print('oauth_send_waits_for_token_p99', percentile(waits, 0.99), 'ms');
}

async function signIn({ url }: Product): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < samples('BENCH_SIGN_INS', 200); n += 1) {
    const client = new Client(url, { address: address(1_000_000 + n) });
    const start = performance.now();
    await client.run(
      `mutation ($password: String!) { signIn(input: { email: "root@bench.example", password: $password }) { identity { id } } }`,
      { password },
    );
    times.push(performance.now() - start);
  }
  print('sign_in_p50', percentile(times, 0.5), 'ms');
  print('sign_in_p99', percentile(times, 0.99), 'ms');
}

async function meRate(root: Client): Promise<void> {
  const seconds = samples('BENCH_SECONDS', 5);
  const end = performance.now() + seconds * 1000;
  let answers = 0;
  const ask = async () => {
    while (performance.now() < end) {
      await root.run(`{ me { identity { email } memberships { tenantId } } }`);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  print('me_requests', answers / seconds, '1/s');
}

/** Whether the answer's time tells a known address from an unknown one: they are asked for in turn, each from a network of its own. */
async function resets({ url, urls }: Product): Promise<void> {
  const count = samples('BENCH_RESETS', 1000);
  await makePeople(urls.system, count);
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = 0; n < 2 * count; n += 1) {
    const kind = (n + (n >> 1)) % 2 === 0 ? 'known' : 'unknown';
    const client = new Client(url, { address: address(2_000_000 + n) });
    const start = performance.now();
    await client.run(`mutation ($email: String!) { requestPasswordReset(email: $email) }`, { email: `${kind}${n >> 1}@people.example` });
    times[kind].push(performance.now() - start);
  }
  const { z, p } = rankTest(times.known, times.unknown);
  print('reset_known_p50', percentile(times.known, 0.5), 'ms');
  print('reset_unknown_p50', percentile(times.unknown, 0.5), 'ms');
  print('reset_known_to_unknown_p50', percentile(times.known, 0.5) / percentile(times.unknown, 0.5), 'ratio');
  print('reset_rank_test_z', z, 'deviations');
  print('reset_rank_test_p', p, 'probability');
}

async function makePeople(systemUrl: string, count: number): Promise<void> {
  const database = new Database({ appUrl: systemUrl, systemUrl });
  const now = new Date();
  await database.asSystem('people for the benchmark', (tx) =>
    tx.identity.createMany({
      data: Array.from({ length: count }, (_, n) => {
        const email = `known${n}@people.example`;
        return { email, emailKey: email, name: `Known ${n}`, activatedAt: now, verifiedAt: now };
      }),
    }),
  );
  await database.close();
}
