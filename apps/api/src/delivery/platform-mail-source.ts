import {
  platformProfileId,
  platformScope,
  type Database,
  type EgressRule,
  type Mail,
  type Message,
  type PlatformMailSettings,
  type PlatformSettings,
  type Tx,
} from '@posthorn/database';
import { EgressPolicy } from '@posthorn/egress';
import { Cause, explain, type Failure } from '@posthorn/smtp';
import type { Vault } from '@posthorn/vault';
import { linkPathOf, type StoredAccountMail } from './account-mail.ts';
import { tokenContext } from './account-mailer.ts';
import type { ClaimedMessage } from './claimed-message.ts';
import { DraftFailure, isFailure, type Draft, type MailSource, type Preparation, type Profile, type Submission } from './mail-source.ts';
import { buildMime } from './mime.ts';
import { brandingOf, renderStoredMail } from './render-stored-mail.ts';

interface PlatformRows {
  mailSettings: PlatformMailSettings | null;
  settings: PlatformSettings;
  rules: EgressRule[];
}

type StoredMessage = Message & { mail: Mail };

/** Where the sealed password of the platform mail settings belongs. */
export const passwordContext = {
  tenantId: platformScope.tenantId,
  table: 'platform_mail_settings',
  column: 'password',
  recordId: platformProfileId,
} as const;

const notSetUp: Failure = {
  class: 'AUTH_POLICY',
  stage: 'DNS',
  reply: null,
  retry: 'PARK',
  sentence: 'The platform’s mail is not set up yet. A system admin sets it under Platform mail; the message then goes out by itself.',
  fix: null,
};

const unreadableToken: Failure = {
  class: 'SECRET_UNREADABLE',
  stage: 'DATA',
  reply: null,
  retry: 'HOLD',
  sentence: 'The link of this mail can’t be read: the key file it was sealed with is missing. Restore the key file, or send a fresh link.',
  fix: null,
};

/** Account mail: rendered at send from its stored data, never stored; its settings are the platform's. */
export class PlatformMailSource implements MailSource {
  private readonly database: Database;
  private readonly vault: Vault;
  private readonly publicUrl: string;

  /** `publicUrl` without a trailing slash: what links begin with. */
  constructor(database: Database, vault: Vault, publicUrl: string) {
    this.database = database;
    this.vault = vault;
    this.publicUrl = publicUrl;
  }

  async prepare({ profileId }: Profile, messages: readonly ClaimedMessage[]): Promise<Preparation> {
    requirePlatform(profileId);
    const [rows, stored] = await this.database.forTenant(platformScope, async (tx) => [
      await readRows(tx),
      await tx.message.findMany({ where: { id: { in: messages.map(({ id }) => id) } }, include: { mail: true } }),
    ]);
    const { mailSettings } = rows;
    const submission = this.submission(rows);
    if (!mailSettings || isFailure(submission)) return { submission, drafts: new Map() };
    const drafts = stored.map((message): [string, Draft] => [message.id, () => this.compose(message, mailSettings, rows.settings)]);
    return { submission, drafts: new Map(drafts) };
  }

  async submissionOf({ profileId }: Profile): Promise<Submission | Failure> {
    requirePlatform(profileId);
    return this.submission(await this.database.forTenant(platformScope, readRows));
  }

  private submission({ mailSettings, rules }: PlatformRows): Submission | Failure {
    if (!mailSettings) return notSetUp;
    const { host, port, security, username, timeoutMs, version, fromAddress } = mailSettings;
    const settings = { host, port, security, username, password: null as string | null, timeoutMs };
    try {
      if (mailSettings.password) settings.password = this.vault.open(mailSettings.password, passwordContext).reveal();
    } catch {
      return explain({ stage: 'AUTH', reply: null, cause: new Cause('SECRET_UNREADABLE'), settings, dataStarted: false });
    }
    return { ...platformProfile, version, settings, policy: new EgressPolicy(rules), from: fromAddress };
  }

  private async compose({ mail, ...message }: StoredMessage, settings: PlatformMailSettings, platform: PlatformSettings): Promise<Buffer> {
    const stored = mail.data as unknown as StoredAccountMail;
    const rendered = await renderStoredMail(stored, brandingOf(platform), this.linkOf(stored, message), message.expiresAt);
    const from = { name: settings.fromName, address: settings.fromAddress };
    const envelope = { from, replyTo: settings.replyTo, to: message.recipient, messageId: mail.messageIdHeader, date: mail.createdAt };
    return buildMime(envelope, rendered);
  }

  private linkOf(stored: StoredAccountMail, { id, secret }: Message): string {
    const path = linkPathOf(stored);
    if (path === null) return '';
    if (!secret) return this.publicUrl + path;
    try {
      return this.publicUrl + path + this.vault.open(secret, tokenContext(id)).reveal();
    } catch {
      throw new DraftFailure(unreadableToken);
    }
  }
}

const platformProfile = { tenantId: platformScope.tenantId, profileId: platformProfileId };

function requirePlatform(profileId: string): void {
  if (profileId !== platformProfileId) throw new Error(`Nothing here knows the email profile ${profileId}.`);
}

async function readRows(tx: Tx): Promise<PlatformRows> {
  const mailSettings = await tx.platformMailSettings.findFirst();
  const settings = await tx.platformSettings.findFirstOrThrow();
  return { mailSettings, settings, rules: await tx.egressRule.findMany() };
}
