import { EgressPolicy } from '@posthorn/egress';
import { startRawServer, type RawServerScript } from '@posthorn/testing';
import { check } from './check.ts';
import { openSession } from './session.ts';

const password = 'tanstaaftanstaaf';
const echo = `ada signed in with ${password}, ${btoa(`\0ada\0${password}`)}`;

/** Everything a session and a check answer about one mail to two, and every stage they report. */
async function heardFrom(replies: RawServerScript['replies']): Promise<string> {
  const server = await startRawServer({ extensions: ['AUTH PLAIN'], ...(replies ? { replies } : {}) });
  try {
    const { host, port } = server;
    const policy = new EgressPolicy([{ host, port, allowCleartextAuth: true }]);
    const settings = { host, port, security: 'NONE' as const, timeoutMs: 1_000, username: 'ada', password };
    const stages: unknown[] = [];
    const session = await openSession(settings, { policy, onStage: (stage) => stages.push(stage) });
    const mail = { from: 'a@example.com', to: ['b@example.com', 'c@example.com'], raw: Buffer.from('Subject: x\r\n\r\nx\r\n') };
    const result = await session.send({ ...mail, beforeData: () => Promise.resolve() });
    session.close();
    const checked = await check(settings, { from: 'a@example.com', to: 'b@example.com', sendData: mail.raw }, { policy });
    return JSON.stringify([result, stages, checked]);
  } finally {
    await server.close();
  }
}

describe('a server that repeats the password', () => {
  it.each<[string, NonNullable<RawServerScript['replies']>]>([
    ['to one recipient', { RCPT: ['250 ok', `550 5.1.1 ${echo}`, `550 5.1.1 ${echo}`] }],
    ['to each recipient', { RCPT: `550 5.1.1 ${echo}`, DATA: '554 no valid recipients' }],
    ['as it takes the mail', { BODY: `250 2.0.0 ${echo}` }],
  ])('%s is not repeated', async (_, replies) => {
    const heard = await heardFrom(replies);

    expect(heard).toContain('ada signed in with [secret], [secret]');
    expect(heard).not.toContain(password);
    expect(heard).not.toContain(btoa(`\0ada\0${password}`));
  });
});
