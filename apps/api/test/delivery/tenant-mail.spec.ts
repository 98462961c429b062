import { setTimeout as delay } from 'node:timers/promises';
import { startRawServer, startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import type { DeliveryWorker } from '../../src/delivery/delivery-worker.ts';
import { eventually, MailDatabase } from './mail-in-database.ts';
import { startWorker } from './spec-worker.ts';
import { TenantMailKit } from './tenant-mail-kit.ts';

interface AttemptRow {
  message_id: string;
  outcome: string;
  profile_id: string;
  transcript: string | null;
  number: number;
}

describe('mail of a tenant', () => {
  let database: MailDatabase;
  let kit: TenantMailKit;
  let sink: TestSmtpServer;
  let refused = '';
  let worker: DeliveryWorker;

  beforeAll(async () => {
    database = await MailDatabase.create();
    kit = new TenantMailKit(database);
    sink = await startSmtpServer({ refuseRecipient: (address) => (address === refused ? '550 5.1.1 No such user' : null) });
    worker = startWorker(database, kit.source);
  });
  afterAll(async () => {
    await worker.stop();
    await kit.close();
    await sink.close();
    await database.close();
  });

  const resolved = (mailId: string) =>
    eventually(
      () => database.messages(`m.mail_id = '${mailId}'`),
      (messages) => messages.every(({ state }) => ['ACCEPTED', 'REJECTED', 'HELD', 'PARKED', 'DEFERRED'].includes(state)),
    );
  const attempts = (id: string) => database.query<AttemptRow>('select * from attempt where message_id = $1 order by number', [id]);
  const received = (subject: string) => sink.waitForMail(({ parsed }) => parsed.subject === subject);

  it('goes through its own profile, and its copies know nothing of the blind ones', async () => {
    const profile = await kit.addProfile({ server: sink });

    const { mailId, messages } = await kit.enqueue(profile, {
      subject: 'A copy for everybody',
      to: [{ address: 'ann@spec.test', name: 'Ann' }],
      cc: [{ address: 'ben@spec.test', name: null }],
      recipients: ['ann@spec.test', 'ben@spec.test', 'boss@spec.test'],
      headers: [{ name: 'X-Plant', value: '4' }],
      html: '<p>A test.</p>',
    });
    const rows = await resolved(mailId);

    const mail = await received('A copy for everybody');
    expect(rows.map(({ state, recipient }) => [recipient, state])).toEqual([
      ['ann@spec.test', 'ACCEPTED'],
      ['ben@spec.test', 'ACCEPTED'],
      ['boss@spec.test', 'ACCEPTED'],
    ]);
    expect(messages.map(({ recipient }) => recipient)).toEqual(['ann@spec.test', 'ben@spec.test', 'boss@spec.test']);
    expect(mail).toMatchObject({ from: 'relay@plant.example', to: ['ann@spec.test', 'ben@spec.test', 'boss@spec.test'] });
    expect(mail.raw.toString()).not.toContain('boss@spec.test');
    expect(mail.parsed.messageId).toBe(`<${mailId}@plant.example>`);
    expect(mail.parsed.from).toMatchObject({ address: 'relay@plant.example', name: 'Line 4' });
    expect(sink.messages.filter(({ parsed }) => parsed.subject === 'A copy for everybody')).toHaveLength(1);
    expect(await attempts(messages[0]?.id ?? '')).toMatchObject([{ outcome: 'ACCEPTED', profile_id: profile.profileId, transcript: null }]);
  });

  it('reaches the others when one recipient of three is refused, and says so on that one’s row', async () => {
    const profile = await kit.addProfile({ server: sink });
    refused = 'nobody@spec.test';

    const { mailId } = await kit.enqueue(profile, { subject: 'One of three', recipients: ['a@spec.test', refused, 'c@spec.test'] });
    const rows = await resolved(mailId);

    expect((await received('One of three')).to).toEqual(['a@spec.test', 'c@spec.test']);
    expect(rows.map(({ state, failure_class, reply }) => [state, failure_class, reply?.slice(0, 9)])).toEqual(
      [
        ['ACCEPTED', null, undefined],
        ['REJECTED', 'RECIPIENT', '550 5.1.1'],
        ['ACCEPTED', null, undefined],
      ].map(([state, failureClass, reply]) => [state, failureClass, reply ?? expect.stringMatching(/^250/)]),
    );
    expect(await database.budget(profile)).toMatchObject({ consecutive_failures: 0, in_flight: 0 });
  });

  it('carries its attachments octet by octet', async () => {
    const profile = await kit.addProfile({ server: sink });
    const [report, logo] = [await kit.store(profile, 700_001), await kit.store(profile, 99)];
    const { mailId } = await kit.enqueue(profile, {
      subject: 'With attachments',
      html: '<img src="cid:logo">',
      attachments: [
        { contentId: report.contentId, name: 'report.pdf', contentType: 'application/pdf', cid: null },
        { contentId: logo.contentId, name: 'logo.png', contentType: 'image/png', cid: 'logo' },
        { contentId: report.contentId, name: 'again.pdf', contentType: 'application/pdf', cid: null },
      ],
    });
    await resolved(mailId);

    const { parsed } = await received('With attachments');
    const contents = new Map(parsed.attachments.map(({ filename, content }) => [filename, Buffer.from(content as ArrayBuffer)]));
    expect(contents.get('report.pdf')?.equals(report.octets)).toBe(true);
    expect(contents.get('again.pdf')?.equals(report.octets)).toBe(true);
    expect(contents.get('logo.png')?.equals(logo.octets)).toBe(true);
  });

  it('with the same file as another mail is written without waiting for that one', async () => {
    const profile = await kit.addProfile({ server: sink });
    const files = await Promise.all([kit.store(profile, 1_000), kit.store(profile, 1_000)]);
    const [first, second] = files.map(({ contentId }) => ({ contentId, name: 'logo.png', contentType: 'image/png', cid: null }));
    const held = Promise.withResolvers<undefined>();
    const written = Promise.withResolvers<undefined>();
    const slow = kit.enqueueWith(profile, { attachments: [first!, second!] }, async () => {
      written.resolve(undefined);
      await held.promise;
    });
    await written.promise;

    const quick = await Promise.race([kit.enqueue(profile, { attachments: [second!, first!] }), delay(2_000, 'waited')]);

    held.resolve(undefined);
    await slow;
    expect(quick).not.toBe('waited');
  });

  it('says that an attachment is gone, and sends nothing of the mail', async () => {
    const profile = await kit.addProfile({ server: sink });
    const { contentId } = await kit.store(profile, 2_000_000);
    await database.query('delete from attachment_chunk where content_id = $1 and number >= 5', [contentId]);

    const { mailId } = await kit.enqueue(profile, {
      subject: 'Half of it',
      attachments: [{ contentId, name: 'half.bin', contentType: 'application/octet-stream', cid: null }],
    });
    const [message] = await resolved(mailId);

    expect(message).toMatchObject({
      state: 'REJECTED',
      failure_class: 'MESSAGE',
      sentence: expect.stringContaining('not stored any more'),
    });
    expect(sink.messages.some(({ parsed }) => parsed.subject === 'Half of it')).toBe(false);
    expect(await database.budget(profile)).toMatchObject({ consecutive_failures: 0, circuit_failures: 0 });
  });

  it('uses the envelope sender as reverse path where one is set, else what From shows', async () => {
    const bounces = await kit.addProfile({ server: sink, data: { advanced: { envelopeSender: 'bounces@plant.example' } } });
    const allowing = await kit.addProfile({ server: sink, data: { advanced: { allowedSenders: ['@works.example'] } } });

    await kit.enqueue(bounces, { subject: 'Bounces elsewhere' });
    await kit.enqueue(allowing, { subject: 'From another', from: { address: 'night@works.example', name: null } });

    expect((await received('Bounces elsewhere')).from).toBe('bounces@plant.example');
    expect((await received('From another')).from).toBe('night@works.example');
    expect((await received('From another')).parsed.from).toMatchObject({ address: 'night@works.example' });
  });

  it('waits for its time, and ends after the tries it was given', async () => {
    const profile = await kit.addProfile({ server: sink });
    const greylisting = await startRawServer({ replies: { RCPT: '450 4.2.0 Greylisted' } });
    const strict = await kit.addProfile({ server: greylisting });

    const later = await kit.enqueue(profile, { subject: 'Later', notBefore: new Date(Date.now() + 1_200) });
    const once = await kit.enqueue(strict, { subject: 'Once', maxAttempts: 1 });
    const [ended] = await resolved(once.mailId);
    const waiting = await database.message(later.messages[0]?.id ?? '');
    const arrived = await received('Later');
    await greylisting.close();

    expect(ended).toMatchObject({ state: 'REJECTED', attempt_count: 1, sentence: expect.stringContaining('once only') });
    expect(waiting.state).toBe('QUEUED');
    expect(arrived.receivedAt.getTime()).toBeGreaterThanOrEqual(waiting.not_before.getTime());
  });

  it('lives 72 hours as bulk and 24 as an alarm, from when it is due', async () => {
    const profile = await kit.addProfile({ server: sink });
    const notBefore = new Date(Date.now() + 3_600_000);
    const livesOf = async (lane: 'ALARM' | 'BULK') => {
      const { messages } = await kit.enqueue(profile, { lane, notBefore });
      const [row] = await database.query<{ lives: number }>(
        'select extract(epoch from expires_at - $2)::float / 3600 as lives from message where id = $1',
        [messages[0]?.id, notBefore],
      );
      return Math.round(row?.lives ?? 0);
    };

    expect(await livesOf('BULK')).toBe(72);
    expect(await livesOf('ALARM')).toBe(24);
  });

  it('keeps what was said while its profile is debugged, without a password', async () => {
    const guarded = await startSmtpServer({ users: { ann: 'canary-secret-77' } });
    const debugUntil = new Date(Date.now() + 60_000);
    const profile = await kit.addProfile({ server: guarded, password: 'canary-secret-77', data: { username: 'ann', debugUntil } });

    const said: string[] = [];
    for (let mail = 0; mail < 2; mail += 1) {
      const { mailId, messages } = await kit.enqueue(profile, { recipients: ['x@spec.test', 'y@spec.test'] });
      await resolved(mailId);
      const [attempt] = await attempts(messages[1]?.id ?? '');
      said.push(attempt?.transcript ?? '');
    }
    await guarded.close();

    for (const transcript of said) {
      expect(transcript).toMatch(/^\d\d:\d\d:\d\d\.\d\d\d C: EHLO /m);
      expect(transcript).toMatch(/S: 235 /);
      expect(transcript).toMatch(/C: RCPT TO:<y@spec\.test>/);
      expect(transcript).not.toContain('canary-secret-77');
      expect(transcript).not.toContain(Buffer.from('canary-secret-77').toString('base64').slice(0, 16));
      expect(transcript).not.toContain(Buffer.from('\0ann\0canary-secret-77').toString('base64').slice(0, 16));
      expect(transcript).not.toContain('A test.');
    }
    // Each said everything: a session that is being listened to serves one mail.
    expect(guarded.connections).toBe(2);
  });

  it('waits in a parked profile, with a sentence, where the profile or its key file is gone', async () => {
    const removed = await kit.addProfile({ server: sink, data: { deletedAt: new Date() } });
    const unreadable = await kit.addProfile({ server: sink, data: { username: 'ann', proxyPassword: Uint8Array.of(1, 2, 3) } });

    const [first] = await resolved((await kit.enqueue(removed)).mailId);
    const [second] = await resolved((await kit.enqueue(unreadable)).mailId);

    expect(first).toMatchObject({ state: 'PARKED', sentence: expect.stringContaining('deleted') });
    expect(second).toMatchObject({ state: 'PARKED', failure_class: 'SECRET_UNREADABLE' });
  });
});
