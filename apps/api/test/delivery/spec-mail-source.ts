import { EgressPolicy } from '@posthorn/egress';
import type { Failure } from '@posthorn/smtp';
import pg from 'pg';
import type { ClaimedMessage } from '../../src/delivery/claimed-message.ts';
import type { Draft, MailSource, Preparation, Profile, Submission } from '../../src/delivery/mail-source.ts';

export interface Server {
  host: string;
  port: number;
  username?: string;
  password?: string;
  timeoutMs?: number;
  version?: number;
  /** What the worker calls itself in EHLO. */
  heloName?: string;
}

/** Plain text for any tenant, sent to the server its profile is given here: tenant mail before there are email profiles. */
export class SpecMailSource implements MailSource {
  readonly servers = new Map<string, Server>();
  private readonly pool: pg.Pool;
  private readonly fallback: Server | undefined;

  /** `fallback` serves the profiles that have no server of their own. */
  constructor(systemUrl: string, fallback?: Server) {
    this.pool = new pg.Pool({ connectionString: systemUrl, max: 2 });
    this.pool.on('error', () => undefined);
    this.fallback = fallback;
  }

  async prepare(profile: Profile, messages: readonly ClaimedMessage[]): Promise<Preparation> {
    const { rows } = await this.pool.query<{ mail_id: string; message_id_header: string; recipient: string }>(
      'select m.mail_id, c.message_id_header, m.recipient from message m join mail c on c.id = m.mail_id where m.id = any ($1)',
      [messages.map(({ id }) => id)],
    );
    const drafts = rows.map((row): [string, Draft] => [row.mail_id, () => Promise.resolve({ raw: plainMail(row), from: null })]);
    return { submission: await this.submissionOf(profile), drafts: new Map(drafts) };
  }

  submissionOf({ tenantId, profileId }: Profile): Promise<Submission | Failure> {
    const server = this.servers.get(profileId) ?? this.fallback;
    if (!server) throw new Error(`the spec gave profile ${profileId} no server`);
    const { host, port, username = null, password = null, timeoutMs = 2_000, version = 1, heloName } = server;
    return Promise.resolve({
      tenantId,
      profileId,
      version,
      from: 'posthorn@spec.test',
      debugUntil: null,
      settings: { host, port, security: 'NONE' as const, username, password, timeoutMs, ...(heloName ? { heloName } : {}) },
      policy: new EgressPolicy([{ host, port, allowCleartextAuth: true }]),
    });
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function plainMail({ message_id_header, recipient }: { message_id_header: string; recipient: string }): Buffer {
  const lines = ['From: posthorn@spec.test', `To: ${recipient}`, `Message-ID: <${message_id_header}>`, 'Subject: A test', '', 'A test.'];
  return Buffer.from([...lines, 'x'.repeat(900), ''].join('\r\n'));
}
