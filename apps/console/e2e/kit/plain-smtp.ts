import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** Sends one mail as a program of a tenant would: signs in with user name and password, in clear on this machine. */
export async function sendPlainly(
  server: { port: number; username: string; password: string },
  mail: { from: string; to: string; subject: string; text: string },
): Promise<void> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  const replies = createInterface(socket)[Symbol.asyncIterator]();
  const auth = Buffer.from(`\0${server.username}\0${server.password}`).toString('base64');
  const headers = [
    `From: ${mail.from}`,
    `To: ${mail.to}`,
    `Subject: ${mail.subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'Content-Type: text/plain; charset=utf-8',
  ];
  const dialogue: [line: string | null, code: string][] = [
    [null, '220'],
    ['EHLO program.example.org', '250'],
    [`AUTH PLAIN ${auth}`, '235'],
    [`MAIL FROM:<${mail.from}>`, '250'],
    [`RCPT TO:<${mail.to}>`, '250'],
    ['DATA', '354'],
    [[...headers, '', mail.text, '.'].join('\r\n'), '250'],
    ['QUIT', '221'],
  ];
  for (const [line, code] of dialogue) {
    if (line !== null) socket.write(`${line}\r\n`);
    let reply = '';
    // A reply of several lines has a hyphen after the code on all but its last.
    do reply = String((await replies.next()).value ?? '');
    while (/^\d{3}-/.test(reply));
    if (!reply.startsWith(code)) throw new Error(`${line?.split('\r\n')[0]}: ${reply}`);
  }
  socket.end();
}
