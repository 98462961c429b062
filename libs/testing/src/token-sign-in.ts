import type { SMTPServer, SMTPServerSession } from 'smtp-server';

/** Whether this token signs this user in. Rejecting stands for a token service that is down. */
export type TokenJudge = (user: string, token: string) => Promise<boolean>;

export type TokenMechanismName = 'XOAUTH2' | 'OAUTHBEARER';

export interface TokenSignIn {
  mechanism: TokenMechanismName;
  user: string;
  token: string;
  accepted: boolean;
}

/** What smtp-server keeps to itself: it knows XOAUTH2 in part, and offers no way to add a mechanism. */
interface Connection {
  session: SMTPServerSession;
  secure: boolean;
  _nextHandler: ((line: unknown, callback: () => void) => void) | false;
  send(code: number, text: string): void;
  handler_AUTH(command: unknown, callback: () => void): void;
}

const isTokenMechanism = (name: string): name is TokenMechanismName => name === 'XOAUTH2' || name === 'OAUTHBEARER';

/** Signs in by token as RFC 7628 section 3.2 has it: what is refused gets a challenge, and its 535 once that is answered. */
export class TokenAuthority {
  readonly signIns: TokenSignIn[] = [];
  private readonly judge: TokenJudge;
  private readonly offered: readonly string[];
  private refusals: { left: number; reply: string | null } = { left: 0, reply: null };

  constructor(judge: TokenJudge, offered: readonly string[]) {
    this.judge = judge;
    this.offered = offered;
  }

  refuse(count: number, reply: string | null): void {
    this.refusals = { left: count, reply };
  }

  /** To be called as a connection begins. */
  attend(server: SMTPServer, session: SMTPServerSession): void {
    const connections = [...(server.connections as unknown as Iterable<Connection>)];
    const connection = connections.find((one) => one.session === session);
    if (!connection) throw new Error('smtp-server knows no connection of this session');
    const usual = connection.handler_AUTH.bind(connection);
    connection.handler_AUTH = (command, callback) => {
      const [, name = '', initial] = String(command).trim().split(/\s+/u);
      const mechanism = name.toUpperCase();
      const here = isTokenMechanism(mechanism) && this.offered.includes(mechanism) && !connection.session.user;
      if (!here) usual(command, callback);
      else if (initial === undefined) ask(connection, '', callback, (line, done) => this.hear(connection, mechanism, line, done));
      else this.hear(connection, mechanism, initial, callback);
    };
  }

  private hear(connection: Connection, mechanism: TokenMechanismName, response: string, callback: () => void): void {
    const said = readResponse(mechanism, Buffer.from(response, 'base64').toString());
    if (!said) {
      connection.send(501, '5.5.2 Error: invalid userdata');
      callback();
      return;
    }
    void this.answer(connection, mechanism, said, callback);
  }

  private async answer(
    connection: Connection,
    mechanism: TokenMechanismName,
    { user, token }: { user: string; token: string },
    callback: () => void,
  ): Promise<void> {
    const told = this.refusals.left > 0 ? this.refusals : null;
    if (told) told.left -= 1;
    const accepted = told ? false : await this.judge(user, token).catch(() => null);
    this.signIns.push({ mechanism, user, token, accepted: accepted === true });
    if (accepted === null) connection.send(454, '4.7.0 Error: temporary authentication failure');
    else if (accepted) {
      // As smtp-server's own mechanisms do it.
      connection.session.user = user;
      connection.send(235, '2.7.0 Authentication successful');
    } else if (told?.reply) connection.send(Number(told.reply.slice(0, 3)), told.reply.slice(4));
    else {
      ask(connection, challengeOf(mechanism), callback, (_line, done) => {
        connection.send(535, '5.7.8 Error: authentication failed');
        done();
      });
      return;
    }
    callback();
  }
}

function ask(connection: Connection, challenge: string, callback: () => void, then: (line: string, callback: () => void) => void): void {
  connection._nextHandler = (line, done) => then(String(line).trim(), done);
  connection.send(334, challenge);
  callback();
}

function challengeOf(mechanism: TokenMechanismName): string {
  const json =
    mechanism === 'XOAUTH2'
      ? { status: '401', schemes: 'bearer', scope: 'https://mail.test/SMTP.Send' }
      : { status: 'invalid_token', scope: 'https://mail.test/SMTP.Send' };
  return Buffer.from(JSON.stringify(json)).toString('base64');
}

/** Google's XOAUTH2 Protocol; RFC 7628 section 3.1. Null for what is neither. */
function readResponse(mechanism: TokenMechanismName, response: string): { user: string; token: string } | null {
  const fields = response.split('\u0001');
  const user = mechanism === 'XOAUTH2' ? /^user=(.+)$/u.exec(fields[0] ?? '')?.[1] : readGs2Name(fields[0] ?? '');
  const token = fields.map((field) => /^auth=Bearer (\S+)$/iu.exec(field)?.[1]).find((found) => found !== undefined);
  const ends = response.endsWith('\u0001\u0001');
  return user === undefined || token === undefined || !ends ? null : { user, token };
}

const readGs2Name = (header: string): string | undefined =>
  /^n,a=([^,]+),$/u.exec(header)?.[1]?.replaceAll(/=2C/giu, ',').replaceAll(/=3D/giu, '=');
