import { Injectable } from '@nestjs/common';
import { emailKey, type BecomeSystemAdminInput } from '@posthorn/contracts';
import { Database, Prisma, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { hoursFromNow, linkUnusable, minutesFromNow, OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import { provenActor, workerActor, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { Config } from '../platform/config/config.ts';
import { NewPasswords } from '../sessions/new-passwords.ts';
import { hashPassword } from '../sessions/passwords.ts';

const setupLinkHours = 24;
const adminLinkMinutes = 15;

export interface AdminLinks {
  signIn: string;
  reset: string;
}

/** How the first system admin gets in, and how any person gets back in when mail is broken: links printed on the machine itself. */
@Injectable()
export class Setup {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly audit: Audit,
    private readonly config: Config,
    private readonly newPasswords: NewPasswords,
  ) {}

  async isNeeded(): Promise<boolean> {
    const [row] = await this.database.lookUp<{ needed: boolean }>(Prisma.sql`select app.needs_setup() as needed`);
    return row?.needed ?? false;
  }

  /** A fresh link for the first system admin, which ends the one printed before; undefined once there is an admin. */
  async firstAdminLink(): Promise<string | undefined> {
    if (!(await this.isNeeded())) return undefined;
    return this.database.asSystem('print the setup link', async (tx) => {
      const { token } = await this.tokens.issue(tx, { purpose: 'SETUP', identityId: null, expiresAt: hoursFromNow(setupLinkHours) });
      return `${this.config.publicUrl}/setup#${token.reveal()}`;
    });
  }

  /** Answers who became it. Throws LINK_UNUSABLE, also when another request was faster. */
  async becomeSystemAdmin(actor: AnonymousActor | PersonActor, input: BecomeSystemAdminInput): Promise<string> {
    await this.tokens.findUsable(input.token, 'SETUP');
    await this.newPasswords.require(input.password, [input.name, input.email], 'password');
    const passwordHash = await hashPassword(input.password);
    return this.database.asSystem('make the first system admin', async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('posthorn.setup'))`;
      await this.tokens.take(tx, input.token, 'SETUP');
      const [row] = await tx.$queryRaw<{ needed: boolean }[]>`select app.needs_setup() as needed`;
      if (!row?.needed) throw linkUnusable();
      const identityId = await makeAdmin(tx, input, passwordHash);
      await this.audit.record(tx, provenActor(actor, identityId, input.name), { action: 'setup.first-admin', subject: input.email });
      return identityId;
    });
  }

  /** Links for somebody who can't be reached by mail: one signs in, one sets a new password. Undefined when nobody active has the address. */
  async adminLinks(address: string): Promise<AdminLinks | undefined> {
    return this.database.asSystem('print a sign-in link', async (tx) => {
      const identity = await tx.identity.findUnique({ where: { emailKey: emailKey(address) } });
      if (!identity?.activatedAt || identity.disabledAt) return undefined;
      const expiresAt = minutesFromNow(adminLinkMinutes);
      const signIn = await this.tokens.issue(tx, { purpose: 'SIGN_IN', identityId: identity.id, expiresAt });
      const reset = await this.tokens.issue(tx, { purpose: 'PASSWORD_RESET', identityId: identity.id, expiresAt });
      await this.audit.record(tx, workerActor('admin:link'), { action: 'account.links-printed', subject: identity.email });
      const { publicUrl } = this.config;
      return { signIn: `${publicUrl}/sign-in/link#${signIn.token.reveal()}`, reset: `${publicUrl}/reset#${reset.token.reveal()}` };
    });
  }

  /** Consumes a printed sign-in link. */
  async takeSignInLink(token: string): Promise<string> {
    const link = await this.tokens.findUsable(token, 'SIGN_IN');
    await this.database.forIdentity({ identityId: link.identity_id! }, (tx) => this.tokens.take(tx, token, 'SIGN_IN'));
    return link.identity_id!;
  }
}

async function makeAdmin(tx: Tx, input: BecomeSystemAdminInput, passwordHash: string): Promise<string> {
  const person = { name: input.name, timeZone: input.timeZone, systemAdmin: true, activatedAt: new Date() };
  const { id } = await tx.identity.upsert({
    where: { emailKey: emailKey(input.email) },
    create: { email: input.email, emailKey: emailKey(input.email), ...person },
    update: person,
  });
  await tx.credential.upsert({ where: { identityId: id }, create: { identityId: id, passwordHash }, update: { passwordHash } });
  return id;
}
