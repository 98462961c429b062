import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { randomUUID } from 'node:crypto';
import { tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { makeKey, Program } from '../../test/kit/programs.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const path = '/api/v1/messages';
const sendMail = `mutation ($input: SendMailInput!) { sendMail(input: $input) { mailId messages { id recipient } refused { recipient reason } } }`;
const sendTest = `mutation ($input: TestMessageInput!) { sendTestMessage(input: $input) { kind state subject text recipient profileName lane } }`;
const anna = 'Anna <anna@example.org>';

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let profile: { id: string; name: string };
let second: { id: string; name: string };
let program: Program;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
  profile = await makeProfile(tenant.admin, {
    name: 'Relay',
    fromAddress: 'alarms@plant.example',
    fromName: 'Plant',
    replyTo: 'desk@plant.example',
    advanced: { allowedSenders: ['@line4.example'] },
  });
  second = await makeProfile(tenant.admin, { name: 'Second' });
  await tenant.admin.client.run(`mutation ($id: ID!) { setDefaultEmailProfile(id: $id) { id } }`, { id: profile.id });
  program = await programWith();
}, 60_000);
afterAll(() => api.close());

const programWith = async (input: object = {}) =>
  new Program(api.url, (await makeKey(tenant.admin, { lanes: ['ALARM', 'BULK'], ...input })).secret);
const send = (mail: object, headers: Record<string, string> = {}, sender = program) => sender.post(path, mail, headers);
const inTenant = <T>(work: Parameters<typeof api.database.forTenant<T>>[1]) => api.database.forTenant(tenant, work);
const stored = (mailId: string) =>
  inTenant((tx) =>
    tx.mail.findUniqueOrThrow({ where: { id: mailId }, include: { messages: { orderBy: { id: 'asc' } }, attachments: true } }),
  );
const errorOf = ({ status, body }: Awaited<ReturnType<typeof send>>) => ({
  status,
  code: body.errors?.[0].extensions.code,
  field: body.errors?.[0].extensions.field,
  message: body.errors?.[0].message,
});
async function upload(octets: string, name = 'a.txt'): Promise<string> {
  const response = await program.fetch(`/api/v1/attachments?name=${name}`, {
    method: 'POST',
    body: octets,
    headers: { 'content-type': 'text/plain' },
  });
  return ((await response.json()) as { id: string }).id;
}

describe('a mail', () => {
  it('is taken at once: one message for each recipient, bad ones left out and named', async () => {
    const { status, body } = await send({
      to: [anna, 'nobody'],
      cc: 'ben@example.org',
      bcc: ['ANNA@example.org', 'cara@example.org'],
      subject: 'Hello',
      text: 'x',
    });

    const mail = await stored(body.mailId);
    expect(status).toBe(202);
    expect(body.messages.map(({ recipient }: { recipient: string }) => recipient)).toEqual([
      'anna@example.org',
      'ben@example.org',
      'cara@example.org',
    ]);
    expect(body.refused).toEqual([{ recipient: 'nobody', reason: expect.stringContaining('name@example.org') }]);
    expect(mail.messages).toHaveLength(3);
    expect(mail.messages[0]).toMatchObject({ profileId: profile.id, lane: 'BULK', kind: 'MAIL', state: 'QUEUED', maxAttempts: null });
    expect(mail.data).toMatchObject({
      from: { address: 'alarms@plant.example', name: 'Plant' },
      replyTo: [{ address: 'desk@plant.example', name: null }],
      to: [{ address: 'anna@example.org', name: 'Anna' }],
      cc: [{ address: 'ben@example.org', name: null }],
      source: { kind: 'API_KEY' },
    });
    expect(JSON.stringify(mail.data)).not.toContain('cara');
  });

  it('goes by GraphQL just so, from a key or from a person, whose act is audited', async () => {
    const input = { profile: 'relay', to: [anna], subject: 'Hi', text: 'x', lane: 'ALARM', priority: 1, retries: 2, tags: ['shift'] };

    const byKey = await program.ask(sendMail, { input });
    const byPerson = await tenant.admin.client.run(sendMail, { input });
    const member = await tenant.member.client.refusal(sendMail, { input });

    const mail = await stored(byKey.data.sendMail.mailId);
    const audit = await tenant.admin.client.run(`{ auditEvents(filter: { action: "message.sent" }) { items { subject details } } }`);
    expect(mail.messages[0]).toMatchObject({ lane: 'ALARM', maxAttempts: 3, tags: ['shift'] });
    expect(mail.data).toMatchObject({ priority: 1 });
    expect(audit['auditEvents'].items).toEqual([{ subject: 'Relay', details: { mailId: byPerson['sendMail'].mailId, recipients: 1 } }]);
    expect(member.extensions.code).toBe('NOT_ALLOWED');
  });

  it('without a text gets one from its HTML, which stays as it is', async () => {
    const html = '<h1>Pump 3</h1><p>stopped</p>';
    const { body } = await send({ to: anna, html });

    const mail = await stored(body.mailId);
    expect(mail.html).toBe(html);
    expect(mail.text).toMatch(/^Pump 3\s+stopped$/);
  });

  it('waits for sendAt, ends at expiresAt, and may wait for a paused profile', async () => {
    const [sendAt, expiresAt] = [new Date(Date.now() + 3_600_000), new Date(Date.now() + 7_200_000)];
    await tenant.admin.client.run(`mutation ($id: ID!) { pauseEmailProfile(id: $id) { id } }`, { id: second.id });

    const { body } = await send({ profile: second.id, to: anna, sendAt: sendAt.toISOString(), expiresAt: expiresAt.toISOString() });
    const late = await send({ to: anna, expiresAt: '2020-01-01T00:00:00Z' });

    expect((await stored(body.mailId)).messages[0]).toMatchObject({ notBefore: sendAt, expiresAt });
    expect(errorOf(late)).toMatchObject({ status: 400, field: 'expiresAt' });
  });

  it.each([
    ['a sender of an allowed domain', { from: 'Line 4 <pump@line4.example>' }, { from: { address: 'pump@line4.example', name: 'Line 4' } }],
    ['a Reply-To of its own', { replyTo: anna }, { replyTo: [{ address: 'anna@example.org', name: 'Anna' }] }],
  ])('may have %s', async (_, change, data) => {
    const { body } = await send({ to: anna, ...change });

    expect((await stored(body.mailId)).data).toMatchObject(data);
  });

  it('carries headers as a list or as an object', async () => {
    const asObject = await send({ to: anna, headers: { 'X-Plant': 'North', 'X-Line': '4' } });
    const asList = await send({ to: anna, headers: [{ name: 'X-Plant', value: 'North' }] });

    expect((await stored(asObject.body.mailId)).headers).toEqual([
      { name: 'X-Plant', value: 'North' },
      { name: 'X-Line', value: '4' },
    ]);
    expect((await stored(asList.body.mailId)).headers).toEqual([{ name: 'X-Plant', value: 'North' }]);
  });
});

describe('attachments', () => {
  it('are uploads by id, inline content, or files of a form, in their order', async () => {
    const [id, form] = [await upload('uploaded', 'up.txt'), new FormData()];
    const inline = { name: 'in.bin', content: Buffer.from('inline').toString('base64') };
    form.set(
      'message',
      new Blob([JSON.stringify({ to: anna, html: '<img src="cid:logo">', attachments: [{ id, name: 'renamed.txt' }, inline] })]),
    );
    form.set('logo', new Blob(['png'], { type: 'image/png' }), 'logo.png');
    form.set('file', new Blob(['pdf'], { type: 'application/pdf' }), 'a.pdf');

    const response = await program.fetch(path, { method: 'POST', body: form });

    const mail = await stored(((await response.json()) as { mailId: string }).mailId);
    const files = mail.attachments.sort((a, b) => a.position - b.position);
    expect(response.status).toBe(202);
    expect(files.map(({ name, contentType, cid }) => ({ name, contentType, cid }))).toEqual([
      { name: 'renamed.txt', contentType: 'text/plain', cid: null },
      { name: 'in.bin', contentType: 'application/octet-stream', cid: null },
      { name: 'logo.png', contentType: 'image/png', cid: 'logo' },
      { name: 'a.pdf', contentType: 'application/pdf', cid: null },
    ]);
  });

  it('of a form are shown in the mail only under a name that is a cid', async () => {
    const form = new FormData();
    form.set('message', JSON.stringify({ to: anna, html: '<img src="cid:logo> <b">' }));
    form.set('logo> <b', new Blob(['png'], { type: 'image/png' }), 'logo.png');

    const response = await program.fetch(path, { method: 'POST', body: form });

    const { mailId } = (await response.json()) as { mailId: string };
    expect((await stored(mailId)).attachments.map(({ name, cid }) => ({ name, cid }))).toEqual([{ name: 'logo.png', cid: null }]);
  });

  it('have 25 MB together, whatever way they came', async () => {
    const ids = [await upload('a'.repeat(13 * 1024 * 1024)), await upload('b'.repeat(13 * 1024 * 1024))];
    const form = new FormData();
    form.set('message', JSON.stringify({ to: anna, attachments: [{ id: ids[0] }] }));
    form.set('file', new Blob(['c'.repeat(13 * 1024 * 1024)]), 'c.bin');

    const answers = [
      await send({ to: anna, attachments: ids.map((id) => ({ id })) }),
      await asAnswer(program.fetch(path, { method: 'POST', body: form })),
    ];

    expect(answers.map(errorOf)).toEqual(
      Array(2).fill({ status: 413, code: 'INVALID_INPUT', field: 'attachments', message: 'All attachments together have at most 25 MB.' }),
    );
  }, 60_000);

  it.each([
    ['an unknown upload', { id: randomUUID() }, 404, 'attachments.0.id'],
    ['neither id nor content', { name: 'a.txt' }, 400, 'attachments.0'],
    ['content that is no base64', { name: 'a.txt', content: '%%' }, 400, 'attachments.0.content'],
    ['a path', { name: '../a.txt', content: 'eA==' }, 400, 'attachments.0.name'],
  ])('are refused with %s', async (_, attachment, status, field) => {
    expect(errorOf(await send({ to: anna, attachments: [attachment] }))).toMatchObject({ status, field });
  });

  it('too large for GraphQL are refused with the way to send them', async () => {
    const attachments = [{ name: 'a.bin', content: Buffer.alloc(250_000).toString('base64') }];

    const answer = await program.post('/graphql', { query: sendMail, variables: { input: { to: [anna], attachments } } });

    expect(errorOf(answer)).toMatchObject({ status: 413, message: expect.stringContaining('POST /api/v1/attachments') });
    expect((await send({ to: anna, attachments })).status).toBe(202);
  });
});

async function asAnswer(answer: Promise<Response>): ReturnType<typeof send> {
  const response = await answer;
  return { status: response.status, body: await response.json() };
}

describe('an idempotency key', () => {
  it('gets the first answer again, also by the header and in another order of fields', async () => {
    const key = randomUUID();

    const first = await send({ to: anna, subject: 'Once', text: 'x', idempotencyKey: key });
    const again = await send({ text: 'x', subject: 'Once', to: [anna] }, { 'idempotency-key': key });

    expect(again).toEqual(first);
    expect(await inTenant((tx) => tx.mail.count({ where: { subject: 'Once' } }))).toBe(1);
  });

  it('of twins at the same time sends one mail, and both get its answer', async () => {
    const mail = { to: anna, subject: 'Twins', idempotencyKey: randomUUID() };

    const answers = await Promise.all(Array.from({ length: 8 }, () => send(mail)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.mailId)).size).toBe(1);
    expect(await inTenant((tx) => tx.mail.count({ where: { subject: 'Twins' } }))).toBe(1);
  });

  it('for another mail is refused; another caller’s key is another key', async () => {
    const idempotencyKey = randomUUID();
    await send({ to: anna, subject: 'A', idempotencyKey });

    const other = await send({ to: anna, subject: 'B', idempotencyKey });
    const elsewhere = await send({ to: anna, subject: 'B', idempotencyKey }, {}, await programWith());

    expect(errorOf(other)).toMatchObject({ status: 409, code: 'CONFLICT', field: 'idempotencyKey' });
    expect(elsewhere.status).toBe(202);
  });

  it('of a refused mail is free again, and is forgotten after 3 days', async () => {
    const idempotencyKey = randomUUID();
    const refused = await send({ to: anna, profile: 'nowhere', idempotencyKey });
    const first = await send({ to: anna, idempotencyKey });
    await inTenant((tx) =>
      tx.idempotentSend.updateMany({ where: { key: idempotencyKey }, data: { createdAt: new Date(Date.now() - 73 * 3_600_000) } }),
    );
    const later = await send({ to: anna, subject: 'Another', idempotencyKey });

    expect([refused.status, first.status, later.status]).toEqual([400, 202, 202]);
    expect(later.body.mailId).not.toBe(first.body.mailId);
  });
});

describe('a key', () => {
  it('sends through its profiles and in its lanes alone, and the refusal names them', async () => {
    const bound = await programWith({ profileIds: [second.id], lanes: ['BULK'] });

    const [other, alarm, good] = [
      await send({ to: anna, profile: 'Relay' }, {}, bound),
      await send({ to: anna, profile: 'Second', lane: 'ALARM' }, {}, bound),
      await send({ to: anna, profile: 'Second' }, {}, bound),
    ];

    expect(errorOf(other)).toMatchObject({ status: 403, code: 'NOT_ALLOWED', message: expect.stringMatching(/“Relay”.*“Second”/) });
    expect(errorOf(alarm)).toMatchObject({ status: 403, field: 'lane', message: expect.stringContaining('only in BULK') });
    expect(good.status).toBe(202);
  });

  it('of a suspended tenant sends nothing', async () => {
    const other = await tenantOfTwo(api, root);
    const { secret } = await makeKey(other.admin);
    await root.client.run(`mutation ($id: ID!) { suspendTenant(id: $id, reason: "Unpaid.") { status } }`, { id: other.tenantId });

    expect(errorOf(await send({ to: anna }, {}, new Program(api.url, secret)))).toMatchObject({ status: 403, code: 'TENANT_SUSPENDED' });
  });
});

describe('what is refused', () => {
  it.each([
    ['no good recipient', { to: ['nobody'] }, 'to'],
    ['no recipient at all', {}, 'to'],
    ['a sender the profile does not allow', { to: anna, from: 'boss@plant.example' }, 'from'],
    ['an unknown profile', { to: anna, profile: 'nowhere' }, 'profile'],
    ['a header of ours', { to: anna, headers: { 'Message-ID': '<a@b>' } }, 'headers.0.name'],
    ['a misspelt field', { to: anna, atachments: [] }, 'atachments'],
    [
      'two attachments of one cid',
      { to: anna, attachments: ['x', 'y'].map((name) => ({ name, content: 'eA==', cid: 'logo' })) },
      'attachments',
    ],
    ['NUL in the text', { to: anna, text: 'a\u0000b' }, 'text'],
    ['half a character', { to: anna, subject: 'a\ud800' }, 'subject'],
  ])('is %s, by name', async (_, mail, field) => {
    expect(errorOf(await send(mail))).toMatchObject({ status: 400, code: 'INVALID_INPUT', field });
  });

  it('is a body that is no JSON, another type, or beyond 8 MB', async () => {
    const post = (body: string, type: string) => asAnswer(program.fetch(path, { method: 'POST', body, headers: { 'content-type': type } }));

    const answers = [
      await post('{', 'application/json'),
      await post('x', 'text/plain'),
      await post('x'.repeat(9 * 1024 * 1024), 'application/json'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 413]);
    expect(answers.every(({ body }) => body.errors[0].extensions.requestId)).toBe(true);
  });

  const injected = ['a\r\nBcc: eve@example.org', 'a\nBcc: eve@example.org', 'a\rb', 'a\u2028b'];
  const fields: [string, (text: string) => object, string][] = [
    ['profile', (text) => ({ profile: text }), 'profile'],
    ['from', (text) => ({ from: `${text} <alarms@plant.example>` }), 'from'],
    ['to', (text) => ({ to: [`${text} <a@example.org>`] }), 'to'],
    ['cc', (text) => ({ cc: [`${text} <a@example.org>`] }), 'cc'],
    ['bcc', (text) => ({ bcc: [`${text} <a@example.org>`] }), 'bcc'],
    ['replyTo', (text) => ({ replyTo: [`${text} <a@example.org>`] }), 'replyTo'],
    ['subject', (text) => ({ subject: text }), 'subject'],
    ['a header’s name', (text) => ({ headers: [{ name: text, value: 'x' }] }), 'headers'],
    ['a header’s value', (text) => ({ headers: [{ name: 'X-Plant', value: text }] }), 'headers'],
    ['a file name', (text) => ({ attachments: [{ name: text, content: 'eA==' }] }), 'attachments.0.name'],
    ['a content type', (text) => ({ attachments: [{ name: 'a', contentType: text, content: 'eA==' }] }), 'attachments.0.contentType'],
    ['a cid', (text) => ({ attachments: [{ name: 'a', cid: text, content: 'eA==' }] }), 'attachments.0.cid'],
    ['an idempotency key', (text) => ({ idempotencyKey: text }), 'idempotencyKey'],
    ['a tag', (text) => ({ tags: [text] }), 'tags.0'],
  ];

  it.each(fields)('is a line break in %s, over HTTP and GraphQL alike', async (_, mailWith, field) => {
    for (const text of injected) {
      const mail = { to: ['anna@example.org'], ...mailWith(text) };

      const overHttp = errorOf(await send(mail));
      const overGraphql = (await program.ask(sendMail, { input: mail })).errors?.[0]?.extensions;

      expect({ text, ...overHttp }).toMatchObject({ text, status: 400, code: 'INVALID_INPUT' });
      expect({ text, field: overHttp.field }).toEqual({ text, field: expect.stringContaining(field) });
      expect({ text, field: overGraphql?.field }).toEqual({ text, field: expect.stringContaining(field) });
    }
  });
});

describe('a test mail', () => {
  it('says which profile and when, and is audited', async () => {
    const { sendTestMessage } = await tenant.admin.client.run(sendTest, { input: { profileId: profile.id, to: 'anna@example.org' } });

    const audit = await tenant.admin.client.run(`{ auditEvents(filter: { action: "email-profile.tested" }) { items { subject } } }`);
    expect(sendTestMessage).toMatchObject({
      kind: 'TEST',
      state: 'QUEUED',
      recipient: 'anna@example.org',
      profileName: 'Relay',
      lane: 'ALARM',
      subject: 'Test of the email profile “Relay”',
      text: expect.stringMatching(/to test the email profile “Relay” \(smtp\.example\.org, port 587\)/),
    });
    expect(audit['auditEvents'].items).toEqual([{ subject: 'Relay' }]);
  });

  it('may have a subject, a text and attachments of one’s own', async () => {
    const input = { profileId: profile.id, to: 'anna@example.org', subject: 'Try', text: 'Tried.', attachmentIds: [await upload('x')] };

    const { sendTestMessage } = await tenant.admin.client.run(sendTest, { input });

    expect(sendTestMessage).toMatchObject({ subject: 'Try', text: 'Tried.' });
  });
});
