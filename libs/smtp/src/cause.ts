import { EgressError } from '@posthorn/egress';
import { parseReply } from './reply.ts';
import type { Reply } from './types.ts';

/**
 * Causes of our own making, beside the codes of Node, OpenSSL and the resolver. PROXY_REFUSED: the proxy said no; message: its
 * words, `403 Forbidden` or `not allowed`. PROXY_AUTH: it wants other credentials (407, SOCKS). PROXY_FAILED: what answers there is
 * no proxy of that kind. CLEARTEXT in the stage PROXY: its credentials would travel unencrypted, and no rule of the system admin
 * permits that. In CONNECT every cause is the proxy's, where there is one. NO_MECHANISM: message: what is offered, blanks between.
 * NO_TOKEN: message: why, as a sentence for the person, or nothing. NO_USER: a token, and no user name it is for.
 */
export type CauseCode =
  | 'ABORTED'
  | 'BAD_ADDRESS'
  | 'BAD_CA'
  | 'CLEARTEXT'
  | 'CONNECT'
  | 'DESTINATION_BLOCKED'
  | 'DNS'
  | 'DROPPED'
  | 'NOT_SMTP'
  | 'NO_AUTH'
  | 'NO_MECHANISM'
  | 'NO_PASSWORD'
  | 'NO_SMTPUTF8'
  | 'NO_TOKEN'
  | 'NO_USER'
  | 'PROXY_AUTH'
  | 'PROXY_FAILED'
  | 'PROXY_REFUSED'
  | 'REFUSED'
  | 'SECRET_UNREADABLE'
  | 'SPEAKS_TLS'
  | 'TIMEOUT'
  | 'TOO_LARGE';

/** What ended a stage: one code, what the library said, and the server's reply where it was one. */
export class Cause extends Error {
  readonly code: string;
  readonly reply: Reply | null;

  constructor(code: CauseCode | (string & {}), message = '', reply: Reply | null = null, original?: unknown) {
    super(message, { cause: original });
    this.name = 'Cause';
    this.code = code;
    this.reply = reply;
  }
}

/** Any error of nodemailer, TLS, a socket or the egress library as a cause. `hear` makes a reply of what a server said. */
export function causeOf(error: unknown, hear: (text: string) => Reply = parseReply): Cause {
  if (error instanceof Cause) return error;
  if (error instanceof EgressError)
    return new Cause(error.code === 'CONNECT' ? (error.systemCode ?? 'CONNECT') : error.code, error.message, null, error);
  const { code, originalCode, response, message } = fieldsOf(error);
  if (response !== null) return new Cause('REFUSED', message, hear(response), error);
  if (/^Message size larger than allowed/u.test(message)) return new Cause('TOO_LARGE', message, null, error);
  if (/^(Server response exceeds|Unexpected Response)/u.test(message)) return new Cause('NOT_SMTP', message, null, error);
  const specific = originalCode ?? code;
  if (specific === 'ETIMEDOUT') return new Cause('TIMEOUT', message, null, error);
  // ECONNECTION also stands for a session that is already closed when it is asked to do more.
  if (specific === null || ['ECONNECTION', 'ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_DESTROYED'].includes(specific)) {
    return new Cause('DROPPED', message, null, error);
  }
  return new Cause(specific, message, null, error);
}

function fieldsOf(error: unknown): { code: string | null; originalCode: string | null; response: string | null; message: string } {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return {
    code: text(fields['code']),
    originalCode: text(fields['originalCode']),
    response: text(fields['response']),
    message: text(fields['message']) ?? '',
  };
}
