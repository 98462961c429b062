import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, platformTenantId, Prisma } from '@posthorn/database';
import PostalMime from 'postal-mime';
import type { Logger } from 'pino';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerAuthenticationResponse,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import { sha256 } from '../platform/access/session-strategy.ts';
import { Config } from '../platform/config/config.ts';
import { LOG } from '../platform/logging/logging.module.ts';

// The largest mail anybody may send through Posthorn.
const largestBytes = 25 * 1024 * 1024;

interface InboxRow {
  tenant_id: string;
  password_hash: Uint8Array;
}

/**
 * The sandbox: a real SMTP server that captures mail for show and delivers none. What comes without a password is the platform's; a
 * tenant's programs sign in with their tenant's name and password.
 */
@Injectable()
export class SandboxServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly server: SMTPServer;

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.server = new SMTPServer({
      name: 'sandbox.posthorn.internal',
      banner: 'Posthorn sandbox: captures mail, delivers none',
      authOptional: true,
      // It listens on loopback and keeps nothing secret: a certificate nobody trusts would only teach people to ignore the warning.
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authMethods: ['PLAIN', 'LOGIN'],
      size: largestBytes,
      // Each connection may hold a mail of that size in memory.
      maxClients: 50,
      socketTimeout: 60_000,
      onAuth: (auth, _session, callback) => answer(this.signIn(auth), callback),
      onData: (stream, session, callback) => answer(this.capture(stream, session), callback as never),
    });
    this.server.on('error', (err: Error) => this.log.debug({ err }, 'sandbox connection'));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { POSTHORN_SANDBOX_SMTP_PORT: port, POSTHORN_HOST: host } = this.config.environment;
    await new Promise<void>((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(port, host, () => resolve());
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private async signIn({ username, password }: SMTPServerAuthentication): Promise<SMTPServerAuthenticationResponse> {
    const rows = await this.database.lookUp<InboxRow>(Prisma.sql`select * from app.sandbox_inbox_by_username(${username ?? ''})`);
    const inbox = rows[0];
    if (!inbox || !timingSafeEqual(inbox.password_hash, sha256(password ?? ''))) {
      throw Object.assign(new Error('5.7.8 This sandbox knows no such user name and password'), { responseCode: 535 });
    }
    return { user: inbox.tenant_id };
  }

  private async capture(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) throw Object.assign(new Error('5.3.4 The sandbox takes mail up to 25 MB'), { responseCode: 552 });

    const raw = Buffer.concat(chunks);
    const { subject } = await PostalMime.parse(raw).catch(() => ({ subject: undefined }));
    const tenantId = (session.user as string | undefined) ?? platformTenantId;
    await this.database.forTenant({ tenantId }, (tx) =>
      tx.sandboxMessage.create({
        data: {
          tenantId,
          envelopeFrom: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          recipients: session.envelope.rcptTo.map((recipient) => recipient.address),
          subject: (subject ?? '').replaceAll('\0', '').slice(0, 998),
          sizeBytes: raw.length,
          raw,
        },
      }),
    );
  }
}

function answer<T>(work: Promise<T>, callback: (error?: Error | null, value?: T) => void): void {
  work.then(
    (value) => callback(null, value),
    (error: Error) => callback(error),
  );
}
