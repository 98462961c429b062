import { dayMs } from '@posthorn/contracts';
import { randomUUID } from 'node:crypto';
import { platformOAuthClientId, platformProfileId, platformScope, platformTenantId, type Prisma, type Tx } from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import { Audit } from '../audit/audit.service.ts';
import type { StoredAccountMail } from '../account-mail/account-mail.ts';
import { AccountMailer, type AccountMailOrder } from '../account-mail/account-mailer.ts';
import { storedMailText } from '../account-mail/render-stored-mail.ts';
import { activate, becomeSystemAdmin, freshEmail, invite, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { MailQueue } from '../mail-queue/mail-queue.service.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { eventually, startApi, type TestApi } from '../../test/kit/test-api.ts';
import { ServiceNotices } from './service-notices.service.ts';

type GrantColumns = Prisma.OAuthGrantUncheckedUpdateInput;
type Client = Pick<Prisma.OAuthClientUncheckedCreateInput, 'secretExpiresAt'>;

let api: TestApi;
let root: Person;
let notices: ServiceNotices;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
  notices = api.app.get(ServiceNotices, { strict: false });
}, 60_000);
afterAll(() => api.close());

const fromNow = (ms: number) => new Date(Date.now() + ms);
const minuteMs = 60_000;
const write = <T>(work: (tx: Tx) => Promise<T>) => api.database.asSystem('a spec', work);

const healthy = (): GrantColumns => ({
  accessToken: Uint8Array.of(1),
  obtainedAt: fromNow(-minuteMs),
  expiresAt: fromNow(60 * minuteMs),
  refreshToken: Uint8Array.of(1),
  refreshUsedAt: fromNow(-minuteMs),
  refreshExpiresAt: null,
  idleDays: 90,
  failureClass: null,
  failureSentence: null,
  failureFirstAt: null,
  failureAt: null,
  failureRetry: false,
  failureAttempts: 0,
});
const failing = (failureClass: string, sinceMs: number, failureRetry = false): GrantColumns => ({
  ...healthy(),
  failureClass,
  failureSentence: 'The provider says no.',
  failureRetry,
  failureAttempts: 1,
  failureFirstAt: fromNow(-sinceMs),
  failureAt: fromNow(-sinceMs),
});

async function makeClient(tenantId: string, change: Client = {}, id: string = randomUUID()): Promise<string> {
  const name = `Client ${id.slice(0, 8)}`;
  const ids = { tenantId, id, name, nameKey: name.toLowerCase(), provider: 'generic', clientId: 'posthorn' };
  const data = { ...ids, authentication: 'CLIENT_SECRET_BASIC', tokenUrl: 'https://idp.example.org/token', ...change } as const;
  await write((tx) => tx.oAuthClient.create({ data }));
  return id;
}
async function makeGrant(tenantId: string, profileId: string, change: GrantColumns): Promise<void> {
  const clientId = await makeClient(tenantId);
  await write((tx) => tx.oAuthGrant.create({ data: { tenantId, profileId, clientId, flow: 'AUTHORIZATION_CODE' } }));
  await changeGrant(profileId, change);
}
const changeGrant = (profileId: string, data: GrantColumns) => write((tx) => tx.oAuthGrant.update({ where: { profileId }, data }));
const changeBudget = (profileId: string, data: Prisma.DeliveryBudgetUncheckedUpdateInput) =>
  write((tx) => tx.deliveryBudget.update({ where: { profileId }, data }));
const park = (profileId: string, forMs = 2 * minuteMs, lastFailureClass = 'AUTH_POLICY') =>
  changeBudget(profileId, { parkedAt: fromNow(-forMs), lastFailureClass, lastFailureSentence: 'The server wants an app password.' });

/** Service notices to somebody, oldest first. */
async function noticesTo({ email }: { email: string }) {
  const where = { recipient: email, kind: 'SERVICE_NOTICE' } as const;
  const rows = await api.database.forTenant(platformScope, (tx) =>
    tx.message.findMany({ where, include: { mail: true }, orderBy: { id: 'asc' } }),
  );
  return rows.map((row) => row.mail.data as unknown as Extract<StoredAccountMail, { kind: 'SERVICE_NOTICE' }>);
}
const eventsTo = async (person: { email: string }) => (await noticesTo(person)).map(({ event }) => event);
const sentOf = (tenantId: string) =>
  write((tx) => tx.auditEvent.findMany({ where: { tenantId, action: 'service-notice.sent' }, orderBy: { id: 'asc' } }));

interface Setup extends TenantOfTwo {
  profile: { id: string; name: string };
}
async function setUp(): Promise<Setup> {
  const tenant = await tenantOfTwo(api, root);
  return { ...tenant, profile: await makeProfile(tenant.admin) };
}

/** Each kind: what makes it so, what ends it, what makes it so anew, and where it is mended. */
interface Case {
  event: string;
  begin(setup: Setup): Promise<unknown>;
  recover(setup: Setup): Promise<unknown>;
  again(setup: Setup): Promise<unknown>;
  path(setup: Setup): string | RegExp;
}
const tokenPath = ({ tenantId, profile }: Setup) => `/t/${tenantId}/profiles/${profile.id}/token`;
const cases: Case[] = [
  {
    event: 'PROFILE_PARKED',
    begin: ({ profile }) => park(profile.id),
    recover: ({ profile }) => changeBudget(profile.id, { parkedAt: null }),
    again: ({ profile }) => park(profile.id, 3 * minuteMs),
    path: ({ tenantId, profile }) => `/t/${tenantId}/profiles/${profile.id}`,
  },
  {
    event: 'SECRET_EXPIRING',
    begin: ({ tenantId }) => makeClient(tenantId, { secretExpiresAt: fromNow(59 * dayMs) }),
    recover: ({ tenantId }) =>
      write((tx) =>
        tx.oAuthClient.updateMany({ where: { tenantId }, data: { secretExpiresAt: fromNow(400 * dayMs), secretWarnedDays: null } }),
      ),
    again: ({ tenantId }) => write((tx) => tx.oAuthClient.updateMany({ where: { tenantId }, data: { secretExpiresAt: fromNow(dayMs) } })),
    path: ({ tenantId }) => new RegExp(`^/t/${tenantId}/oauth-clients/[0-9a-f-]+$`),
  },
  {
    event: 'TOKEN_EXPIRING',
    begin: ({ tenantId, profile }) => makeGrant(tenantId, profile.id, { ...healthy(), refreshExpiresAt: fromNow(29 * dayMs) }),
    recover: ({ profile }) => changeGrant(profile.id, healthy()),
    again: ({ profile }) => changeGrant(profile.id, { refreshExpiresAt: fromNow(29 * dayMs) }),
    path: tokenPath,
  },
  {
    event: 'CONSENT_LOST',
    begin: ({ tenantId, profile }) => makeGrant(tenantId, profile.id, failing('CONSENT_NEEDED', 0)),
    recover: ({ profile }) => changeGrant(profile.id, healthy()),
    again: ({ profile }) => changeGrant(profile.id, failing('CONSENT_NEEDED', 0)),
    path: tokenPath,
  },
  {
    event: 'REFRESH_FAILING',
    begin: ({ tenantId, profile }) => makeGrant(tenantId, profile.id, failing('TEMPORARY', 16 * minuteMs, true)),
    recover: ({ profile }) => changeGrant(profile.id, healthy()),
    again: ({ profile }) => changeGrant(profile.id, failing('CLIENT', 0)),
    path: tokenPath,
  },
];
const kinds = cases.map((kind) => [kind.event, kind] as const);
/** One of each table that holds marks. */
const marks = kinds.filter(([event]) => ['PROFILE_PARKED', 'SECRET_EXPIRING', 'CONSENT_LOST'].includes(event));

describe('a service notice', () => {
  it.each(kinds)(
    '%s is mailed to every admin of the tenant once, leads to where it is mended, and is in the audit',
    async (event, kind) => {
      const [setup, other] = [await setUp(), await setUp()];
      const colleague = freshEmail('colleague');
      await invite(setup.admin, colleague, 'TENANT_ADMIN');
      await activate(api, colleague);
      await invite(setup.admin, freshEmail('invited'), 'TENANT_ADMIN');
      await kind.begin(setup);

      await notices.tell();
      await notices.tell();

      const [toAdmin, ...more] = await noticesTo(setup.admin);
      const [line, ...moreLines] = await sentOf(setup.tenantId);
      const { subject, text } = storedMailText(toAdmin!, branding, `https://post.example.org${toAdmin!.path}`, fromNow(dayMs));
      expect([more, moreLines]).toEqual([[], []]);
      expect(toAdmin).toMatchObject({ event, tenantName: setup.name, path: expect.stringMatching(kind.path(setup)) });
      expect(await eventsTo({ email: colleague })).toEqual([event]);
      expect(line).toMatchObject({ subject: toAdmin!.subjectName, actorName: 'worker (service-notices)', details: { event } });
      expect((line!.details as { to: string[] }).to.toSorted()).toEqual([setup.admin.email, colleague].toSorted());
      expect(subject).toContain(toAdmin!.subjectName);
      expect(text).toContain(toAdmin!.path);
      for (const person of [setup.member, other.admin, other.member]) expect(await eventsTo(person)).toEqual([]);
    },
  );

  it.each(kinds)('%s is told anew once it was over', async (event, kind) => {
    const setup = await setUp();
    await kind.begin(setup);
    await notices.tell();
    await kind.recover(setup);
    await notices.tell();
    const before = await eventsTo(setup.admin);

    await kind.again(setup);
    await notices.tell();

    expect([before, await eventsTo(setup.admin)]).toEqual([[event], [event, event]]);
  });

  it.each(marks)('%s is told once by two workers at the same time', async (event, kind) => {
    const setup = await setUp();
    await kind.begin(setup);

    await duringLock(() => Promise.all([notices.tell(), notices.tell()]));

    expect(await eventsTo(setup.admin)).toEqual([event]);
    expect(await sentOf(setup.tenantId)).toHaveLength(1);
  });

  it.each(marks)('%s is neither lost nor repeated when the worker is killed in the middle of it', async (event, kind) => {
    const [setup, other] = [await setUp(), await setUp()];
    const colleague = freshEmail('colleague');
    await invite(setup.admin, colleague, 'TENANT_ADMIN');
    await activate(api, colleague);
    await kind.begin(setup);
    await kind.begin(other);
    const [audit, queues] = [api.app.get(Audit, { strict: false }), api.app.get(ProfileQueues, { strict: false })];
    const doomed = new ServiceNotices(api.database, new DyingMailer(colleague), audit, queues);

    await expect(doomed.tell()).rejects.toThrow('1 of ');
    const afterKill = [await eventsTo(setup.admin), await eventsTo(other.admin), await sentOf(setup.tenantId)];
    await notices.tell();

    expect(afterKill).toEqual([[], [event], []]);
    expect([await eventsTo(setup.admin), await eventsTo({ email: colleague }), await eventsTo(other.admin)]).toEqual([
      [event],
      [event],
      [event],
    ]);
  });

  it('goes out fifty times a day for one tenant, whatever it does to its setups, and for others all the same', async () => {
    const [greedy, other, later] = [await setUp(), await setUp(), await setUp()];
    const secretExpiresAt = fromNow(59 * dayMs);
    for (let made = 0; made < 55; made += 1) await makeClient(greedy.tenantId, { secretExpiresAt });
    for (const { tenantId } of [other, later]) await makeClient(tenantId, { secretExpiresAt });
    const sent = {
      tenantId: later.tenantId,
      at: fromNow(-dayMs - minuteMs),
      actorName: 'worker',
      action: 'service-notice.sent',
      subject: 'x',
    };
    await write((tx) => tx.auditEvent.createMany({ data: Array.from({ length: 50 }, () => sent) }));

    await notices.tell();
    await notices.tell();

    expect(await eventsTo(greedy.admin)).toHaveLength(50);
    expect(await write((tx) => tx.oAuthClient.count({ where: { tenantId: greedy.tenantId, secretWarnedDays: null } }))).toBe(5);
    expect([await eventsTo(other.admin), await eventsTo(later.admin)]).toEqual([['SECRET_EXPIRING'], ['SECRET_EXPIRING']]);
  });

  it.each(marks)('%s of a suspended tenant waits until it is resumed', async (event, kind) => {
    const setup = await setUp();
    const { tenantId: id } = setup;
    await kind.begin(setup);
    await root.client.run(`mutation ($id: ID!) { suspendTenant(id: $id, reason: "Unpaid") { id } }`, { id });
    await notices.tell();
    const whileSuspended = await eventsTo(setup.admin);

    await root.client.run(`mutation ($id: ID!) { resumeTenant(id: $id) { id } }`, { id });
    await notices.tell();

    expect([whileSuspended, await eventsTo(setup.admin)]).toEqual([[], [event]]);
  });

  it('waits until there is an admin who may be told', async () => {
    const setup = await setUp();
    const disabled = (disabledAt: Date | null) =>
      write((tx) => tx.identity.update({ where: { id: setup.admin.identityId }, data: { disabledAt } }));
    await park(setup.profile.id);
    await disabled(new Date());
    await notices.tell();
    const [mails, lines] = [await eventsTo(setup.admin), await sentOf(setup.tenantId)];

    await disabled(null);
    await notices.tell();

    expect([mails, lines]).toEqual([[], []]);
    expect(await eventsTo(setup.admin)).toEqual(['PROFILE_PARKED']);
  });

  it('is looked for every minute', async () => {
    const schedules = await write((tx) => tx.$queryRaw<{ cron: string }[]>`select cron from jobs.schedule where name = 'service-notices'`);

    expect(schedules).toEqual([{ cron: '* * * * *' }]);
  });
});

describe('a client secret’s end', () => {
  it('is told at each threshold, and at those that were skipped never', async () => {
    const { tenantId, admin } = await setUp();
    const id = await makeClient(tenantId, { secretExpiresAt: fromNow(91 * dayMs) });
    const told: (number | string)[][] = [];
    for (const days of [91, 90, 89, 14, 14, 1, 0.5, -1, -30]) {
      await write((tx) => tx.oAuthClient.update({ where: { id }, data: { secretExpiresAt: fromNow(days * dayMs) } }));
      await notices.tell();
      const seen = (await noticesTo(admin)).slice(told.length);
      told.push(...seen.map((notice) => [days, 'daysLeft' in notice ? notice.daysLeft : notice.event]));
    }

    expect(told).toEqual([
      [90, 90],
      [14, 14],
      [1, 1],
      [-1, 0],
    ]);
  });
});

describe('a parked profile', () => {
  it.each<[string, (id: string) => Promise<unknown>]>([
    ['for less than a minute', (id) => park(id, 30_000)],
    ['and paused by its admin', async (id) => (await park(id), changeBudget(id, { pausedAt: new Date() }))],
    [
      'and deleted',
      async (id) => (await park(id), write((tx) => tx.emailProfile.update({ where: { id }, data: { deletedAt: new Date() } }))),
    ],
  ])('%s is not told', async (_, become) => {
    const { admin, profile } = await setUp();
    await become(profile.id);

    await notices.tell();

    expect(await eventsTo(admin)).toEqual([]);
  });

  it('whose consent is lost is told as that, once', async () => {
    const { tenantId, admin, profile } = await setUp();
    await makeGrant(tenantId, profile.id, failing('CONSENT_NEEDED', 2 * minuteMs));
    await park(profile.id, 2 * minuteMs, 'TOKEN');

    await notices.tell();

    expect(await eventsTo(admin)).toEqual(['CONSENT_LOST']);
  });

  it('to which nobody has granted a token is told with the page where that is done', async () => {
    const setup = await setUp();
    await makeGrant(setup.tenantId, setup.profile.id, {});
    await park(setup.profile.id, 2 * minuteMs, 'TOKEN');

    await notices.tell();

    expect(await noticesTo(setup.admin)).toMatchObject([{ event: 'PROFILE_PARKED', path: tokenPath(setup) }]);
  });
});

describe('platform mail', () => {
  afterEach(() =>
    write(async (tx) => {
      await tx.oAuthGrant.deleteMany({ where: { tenantId: platformTenantId } });
      await tx.platformMailSettings.deleteMany();
      await tx.oAuthClient.deleteMany({ where: { tenantId: platformTenantId } });
      await tx.deliveryBudget.updateMany({ where: { profileId: platformProfileId }, data: { parkedAt: null } });
    }),
  );
  const settings = (authentication: 'OAUTH2' | 'PASSWORD') =>
    write((tx) =>
      tx.platformMailSettings.create({
        data: {
          tenantId: platformTenantId,
          id: platformProfileId,
          fromAddress: 'post@example.org',
          fromName: 'Posthorn',
          host: 'smtp.example.org',
          port: 587,
          authentication,
          oauthClientId: platformOAuthClientId,
        },
      }),
    );

  it('that lost its consent is told to the system admins while the token held still carries the notice', async () => {
    const { admin } = await setUp();
    const seen = (await noticesTo(root)).length;
    await makeGrant(platformTenantId, platformProfileId, failing('CONSENT_NEEDED', 0));

    await duringLock(() => Promise.all([notices.tell(), notices.tell()]));

    const told = (await noticesTo(root)).slice(seen);
    const lines = (await sentOf(platformTenantId)).slice(-1);
    expect(told).toMatchObject([
      { event: 'CONSENT_LOST', subjectName: 'Platform mail', tenantName: null, usable: true, path: '/system/mail' },
    ]);
    expect(lines).toMatchObject([{ subject: 'Platform mail', details: { event: 'CONSENT_LOST', to: [root.email] } }]);
    expect(await eventsTo(admin)).toEqual([]);
  });

  it('that is parked is told to the system admins', async () => {
    const seen = (await noticesTo(root)).length;
    await park(platformProfileId);

    await notices.tell();
    await notices.tell();

    expect((await noticesTo(root)).slice(seen)).toMatchObject([{ event: 'PROFILE_PARKED', path: '/system/mail' }]);
  });

  it.each([
    ['OAUTH2', ['SECRET_EXPIRING']],
    ['PASSWORD', []],
  ] as const)('warns of its client secret only where it uses it: %s', async (authentication, expected) => {
    const seen = (await noticesTo(root)).length;
    await makeClient(platformTenantId, { secretExpiresAt: fromNow(6 * dayMs) }, platformOAuthClientId);
    await settings(authentication);

    await notices.tell();

    expect((await eventsTo(root)).slice(seen)).toEqual(expected);
  });
});

const branding = { productName: 'Posthorn', logoDataUri: null, supportAddress: null, footer: null };

/** Holds all that is marked as told until two who want to mark it wait. */
async function duringLock<T>(work: () => Promise<T>): Promise<T> {
  const locked = Promise.withResolvers<void>();
  const holding = write(async (tx) => {
    for (const table of ['oauth_client', 'delivery_budget', 'oauth_grant']) await tx.$queryRawUnsafe(`select from ${table} for update`);
    locked.resolve();
    await eventually(() => twoWait(tx));
  });
  await Promise.race([locked.promise, holding]);
  const [done] = await Promise.all([work(), holding]);
  return done;
}

async function twoWait(tx: Tx): Promise<void> {
  const [seen] = await tx.$queryRaw<{ waiting: number }[]>`
    select count(distinct pid)::int as waiting from pg_locks where not granted
      and (database = (select oid from pg_database where datname = current_database()) or pg_backend_pid() = any (pg_blocking_pids(pid)))`;
  if (seen!.waiting < 2) throw new Error('Nobody waits: then this would show nothing.');
}

/** The connection dies with its transaction when it is the turn of this address. */
class DyingMailer extends AccountMailer {
  private readonly doomed: string;

  constructor(doomed: string) {
    super(api.app.get(MailQueue, { strict: false }), api.app.get(Vault), { take: () => Promise.resolve() });
    this.doomed = doomed;
  }

  override async enqueue(tx: Tx, order: AccountMailOrder): Promise<string> {
    if (order.to === this.doomed) await tx.$executeRaw`select pg_terminate_backend(pg_backend_pid())`;
    return super.enqueue(tx, order);
  }
}
