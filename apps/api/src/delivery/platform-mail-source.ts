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
import { isFailure, type Failure } from '@posthorn/smtp';
import type { Vault } from '@posthorn/vault';
import { AccessTokens, type TokenAnswer } from '../grants/refresh/token-source.ts';
import { secretOwner } from '../submissions/secret-owner.ts';
import { accountMailColumn, linkPathOf, type StoredAccountMail } from '../account-mail/account-mail.ts';
import { tokenContext } from '../account-mail/account-mailer.ts';
import type { ClaimedMessage } from './claimed-message.ts';
import {
  DraftFailure,
  isTokenWait,
  withoutToken,
  type Draft,
  type DraftedMail,
  type MailSource,
  type Preparation,
  type Profile,
  type Submission,
  type TokenWait,
} from './mail-source.ts';
import { buildMime } from '../account-mail/mime.ts';
import { brandingOf, renderStoredMail } from '../account-mail/render-stored-mail.ts';
import { grantOf, tokenOf } from './submission-grant.ts';
import { advancedOf, openSubmission } from '../submissions/submission-settings.ts';

interface PlatformRows {
  mailSettings: PlatformMailSettings | null;
  settings: PlatformSettings;
  token: TokenAnswer | null;
  rules: EgressRule[];
}

type StoredMessage = Message & { mail: Mail };

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
  private readonly tokens: AccessTokens;

  /** `publicUrl` without a trailing slash: what links begin with. */
  constructor(database: Database, vault: Vault, publicUrl: string) {
    this.database = database;
    this.vault = vault;
    this.publicUrl = publicUrl;
    this.tokens = new AccessTokens(database, vault);
  }

  async prepare({ profileId }: Profile, messages: readonly ClaimedMessage[]): Promise<Preparation> {
    requirePlatform(profileId);
    const [rows, stored] = await this.database.forTenant(platformScope, async (tx) => [
      await this.readRows(tx),
      await tx.message.findMany({ where: { id: { in: messages.map(({ id }) => id) } }, include: { mail: true } }),
    ]);
    const { mailSettings } = rows;
    const submission = this.submission(rows);
    if (!mailSettings || isFailure(submission) || isTokenWait(submission)) return { submission, drafts: new Map() };
    const drafts = stored.map((message): [string, Draft] => [message.mailId, () => this.compose(message, mailSettings, rows.settings)]);
    return { submission, drafts: new Map(drafts) };
  }

  async submissionOf({ profileId }: Profile): Promise<Submission | Failure> {
    requirePlatform(profileId);
    const submission = this.submission(await this.database.forTenant(platformScope, (tx) => this.readRows(tx)));
    return isTokenWait(submission) ? withoutToken(submission.why, 'RETRY') : submission;
  }

  private async readRows(tx: Tx): Promise<PlatformRows> {
    const mailSettings = await tx.platformMailSettings.findFirst();
    const settings = await tx.platformSettings.findFirstOrThrow();
    const token = mailSettings?.authentication === 'OAUTH2' ? await this.tokens.readIn(tx, platformProfileId) : null;
    return { mailSettings, settings, token, rules: await tx.egressRule.findMany() };
  }

  private submission({ mailSettings, token, rules }: PlatformRows): Submission | Failure | TokenWait {
    if (!mailSettings) return notSetUp;
    const grant = grantOf(platformProfile, mailSettings, token);
    if (grant && (isFailure(grant) || isTokenWait(grant))) return grant;
    const settings = openSubmission(this.vault, mailSettings, secretOwner(platformScope.tenantId, platformProfileId), tokenOf(grant));
    if (isFailure(settings)) return settings;
    const { version, fromAddress, advanced, debugUntil } = mailSettings;
    const from = advancedOf(advanced).envelopeSender ?? fromAddress;
    return { ...platformProfile, version, settings, policy: new EgressPolicy(rules), from, debugUntil, ...(grant ? { grant } : {}) };
  }

  private async compose(
    { mail, ...message }: StoredMessage,
    settings: PlatformMailSettings,
    platform: PlatformSettings,
  ): Promise<DraftedMail> {
    const stored = accountMailColumn.read(mail.data);
    const rendered = await renderStoredMail(stored, brandingOf(platform), this.linkOf(stored, message), message.expiresAt);
    const from = { name: settings.fromName, address: settings.fromAddress };
    const envelope = { from, replyTo: settings.replyTo, to: message.recipient, messageId: mail.messageIdHeader, date: mail.createdAt };
    return { raw: await buildMime(envelope, rendered), from: null };
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
