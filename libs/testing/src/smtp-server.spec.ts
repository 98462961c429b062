import { createConnection } from 'node:net';
import { startSmtpServer } from './smtp-server.ts';

/** Waits for a reply before each next command, as the plainest client would. */
async function converse(port: number, commands: string[]): Promise<string[]> {
  const replies: string[] = [];
  const socket = createConnection(port, '127.0.0.1');
  for await (const chunk of socket) {
    replies.push((chunk as Buffer).toString());
    const command = commands.shift();
    if (command === undefined) break;
    socket.write(`${command}\r\n`);
  }
  return replies;
}

const message = ['EHLO me', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA', 'Subject: Grüße\r\n\r\nhello\r\n.', 'QUIT'];

it('keeps what it is sent, parsed', async () => {
  const server = await startSmtpServer();

  const waiting = server.waitForMail(({ to }) => to.includes('b@example.com'));
  await converse(server.port, [...message]);
  const mail = await waiting;
  await server.close();

  expect(mail).toMatchObject({ from: 'a@example.com', to: ['b@example.com'], secure: false, user: null });
  expect([mail.parsed.subject, mail.raw.toString()]).toEqual(['Grüße', 'Subject: Grüße\r\n\r\nhello\r\n']);
});

it('refuses recipients in the given words', async () => {
  const server = await startSmtpServer({ refuseRecipient: (address) => (address.startsWith('b@') ? '550 5.1.1 No such user' : null) });

  const replies = await converse(server.port, [...message]);
  await server.close();

  expect(replies[3]).toBe('550 5.1.1 No such user\r\n');
});

it('says so when the awaited mail does not come', async () => {
  const server = await startSmtpServer();

  await expect(server.waitForMail(() => true, 50)).rejects.toThrow('no such mail within 50 ms');
  await server.close();
});
