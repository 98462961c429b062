import { randomBytes } from 'node:crypto';
import { startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import { DeliveryWorkerModule } from '../delivery/delivery-worker.module.ts';
import { becomeSystemAdmin, tenantOfTwo, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { makeKey, Program } from '../../test/kit/programs.ts';
import { eventually, startApi, type TestApi } from '../../test/kit/test-api.ts';

let api: TestApi;
let tenant: TenantOfTwo;
let sink: TestSmtpServer;
let program: Program;

beforeAll(async () => {
  api = await startApi({}, [DeliveryWorkerModule]);
  const root = await becomeSystemAdmin(api);
  tenant = await tenantOfTwo(api, root);
  sink = await startSmtpServer({ refuseRecipient: (address) => (address.startsWith('ben@') ? '550 5.1.1 No such user' : null) });
  const { host, port } = sink;
  await root.client.run(`mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id } }`, { input: { host, port } });
  await makeProfile(tenant.admin, { name: 'Relay', host, port, security: 'NONE', username: null, passwordAction: 'KEEP', password: null });
  program = new Program(api.url, (await makeKey(tenant.admin, { scopes: ['MESSAGES_SEND', 'MESSAGES_READ'] })).secret);
}, 60_000);
afterAll(async () => {
  await api.close();
  await sink.close();
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a spec names the fields it reads
type Answer = Record<string, any>;

const fate = async (id: string) => (await program.fetch(`/api/v1/messages/${id}`)).json() as Promise<Answer>;

it('a mail sent over HTTP arrives, the refused recipient’s fate is told, and the log shows what was sent', async () => {
  const [form, report] = [new FormData(), randomBytes(400_000)];
  const mail = {
    profile: 'Relay',
    to: ['Anna <anna@example.org>', 'ben@example.org'],
    subject: 'Schicht übergeben',
    html: '<p>Hi <img src="cid:logo"></p>',
  };
  const long = 'every word of this stands in one header '.repeat(20).trim();
  form.set('message', JSON.stringify({ ...mail, headers: { 'X-Plant': 'North', 'X-Long': long }, tags: ['shift'], priority: 1 }));
  form.set('logo', new Blob([Buffer.from('iVBORw0KGgo=', 'base64')], { type: 'image/png' }), 'logo.png');
  form.set('report', new Blob([report], { type: 'application/pdf' }), 'report.pdf');

  const sent = (await (await program.fetch('/api/v1/messages', { method: 'POST', body: form })).json()) as Answer;
  const captured = await sink.waitForMail();
  const [toAnna, toBen] = sent['messages'].map(({ id }: { id: string }) => id);
  const [accepted, rejected] = await eventually(async () => {
    const fates = [await fate(toAnna), await fate(toBen)];
    expect(fates.map(({ state }) => state)).toEqual(['ACCEPTED', 'REJECTED']);
    return fates;
  });

  expect(captured.to).toEqual(['anna@example.org']);
  expect(captured.parsed).toMatchObject({ subject: 'Schicht übergeben', messageId: `<${accepted?.['messageId']}>` });
  expect(captured.parsed.headers).toEqual(expect.arrayContaining([expect.objectContaining({ key: 'x-plant', value: 'North' })]));
  // RFC 5322 section 2.2.3: folded on the wire, one line again for who reads it.
  expect(captured.parsed.headers.find(({ key }) => key === 'x-long')?.value.replace(/\s+/g, ' ')).toBe(long);
  expect(
    captured.raw
      .toString('latin1')
      .split('\r\n')
      .filter((line) => line.length > 78),
  ).toEqual([]);
  expect(
    Buffer.from(captured.parsed.attachments.find(({ filename }) => filename === 'report.pdf')!.content as ArrayBuffer).equals(report),
  ).toBe(true);
  expect(captured.parsed.attachments.find(({ filename }) => filename === 'logo.png')).toMatchObject({
    contentId: '<logo>',
    disposition: 'inline',
  });
  expect(rejected).toMatchObject({
    reply: expect.stringContaining('5.1.1'),
    attempts: [{ number: 1, outcome: 'REJECTED', profile: 'Relay' }],
  });

  const { message } = await tenant.admin.client.run(
    `query ($id: ID!) { message(id: $id) { to headers { name value } tags attachments { name sizeBytes cid } sourceName profileName supportText previewPath
      attempts { profileName outcome } } }`,
    { id: toBen },
  );
  const preview = await (await tenant.admin.client.fetch(message.previewPath)).text();
  expect(message).toMatchObject({
    to: ['Anna <anna@example.org>', 'ben@example.org'],
    tags: ['shift'],
    profileName: 'Relay',
    headers: expect.arrayContaining([
      { name: 'X-Plant', value: 'North' },
      { name: 'X-Priority', value: '1' },
    ]),
    attachments: [
      { name: 'logo.png', sizeBytes: 8, cid: 'logo' },
      { name: 'report.pdf', sizeBytes: 400_000, cid: null },
    ],
    attempts: [{ profileName: 'Relay', outcome: 'REJECTED' }],
  });
  expect(message.supportText).toContain('No such user');
  expect(message.supportText).not.toMatch(/anna@|Schicht/);
  expect(preview).toBe('<p>Hi <img src="data:image/png;base64,iVBORw0KGgo="></p>');
}, 40_000);
