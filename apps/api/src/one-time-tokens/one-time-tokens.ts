import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, Prisma, type OneTimeToken, type TokenPurpose, type Tx } from '@posthorn/database';
import { Secret } from '@posthorn/vault';
import { sha256 } from '../platform/access/session-strategy.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { SecurityFacts } from '../platform/errors/security-facts.ts';

export interface NewToken {
  purpose: TokenPurpose;
  identityId: string | null;
  tenantId?: string;
  /** The address a mailed link goes to; leave out for a copied or printed link. */
  mailedTo?: string;
  /** EMAIL_CHANGE and EMAIL_APPROVAL: the new address. EMAIL_UNDO: the old one. */
  email?: string;
  expiresAt: Date;
  /** How many links of this purpose may live at once, this one included. Default 1. */
  keep?: number;
}

/** What a link's hash leads to, before anybody is known. */
export interface TokenRow {
  id: string;
  purpose: TokenPurpose;
  identity_id: string | null;
  tenant_id: string | null;
  mailed_to: string | null;
  email: string | null;
  expires_at: Date;
  used_at: Date | null;
  revoked_at: Date | null;
  identity_email: string | null;
  identity_name: string | null;
  identity_activated: boolean | null;
  identity_disabled: boolean | null;
  tenant_name: string | null;
}

export type TokenState = 'VALID' | 'EXPIRED' | 'USED';

const unusable = (facts: SecurityFacts) =>
  new AppError('LINK_UNUSABLE', 'This link does not work any more. Ask for a fresh one.', { field: 'token' }).about(facts);

/** A link that was one of ours, and is over. */
export const linkUnusable = (identityId?: string | null) => unusable({ kind: 'TOKEN_REUSED', identityId: identityId ?? undefined });

/** Links that work once: 256 random bits, of which only the SHA-256 is kept. */
@Injectable()
export class OneTimeTokens {
  constructor(private readonly database: Database) {}

  async issue(tx: Tx, token: NewToken): Promise<{ id: string; token: Secret }> {
    const value = randomBytes(32).toString('base64url');
    const rows = await tx.$queryRaw<
      { id: string }[]
    >`select app.issue_token(${token.purpose}::"TokenPurpose", ${sha256(value)}, ${token.identityId}::uuid,
      ${token.tenantId ?? null}::uuid, ${token.mailedTo ?? null}, ${token.email ?? null}, ${token.expiresAt}, ${token.keep ?? 1}::int) as id`;
    return { id: rows[0]!.id, token: Secret.of(value) };
  }

  /** What the link is; consumes nothing. */
  async find(value: string): Promise<TokenRow | undefined> {
    const rows = await this.database.lookUp<TokenRow>(Prisma.sql`select * from app.token_by_hash(${sha256(value)})`);
    return rows[0];
  }

  /** What the link is, when it works and serves this purpose. Throws LINK_UNUSABLE. */
  async findUsable(value: string, ...purposes: TokenPurpose[]): Promise<TokenRow> {
    const row = await this.find(value);
    if (!row) throw unusable({ kind: 'TOKEN_FORGED' });
    if (!purposes.includes(row.purpose) || stateOf(row) !== 'VALID' || row.identity_disabled) throw linkUnusable(row.identity_id);
    return row;
  }

  /** Consumes the link in the transaction of what it does. Of any number of parallel callers one gets it; the others get LINK_UNUSABLE. */
  async take(tx: Tx, value: string, purpose: TokenPurpose): Promise<Pick<OneTimeToken, 'id'>> {
    const rows = await tx.$queryRaw<{ id: string }[]>`select id from app.take_token(${sha256(value)}, ${purpose}::"TokenPurpose")`;
    if (!rows[0]) throw linkUnusable();
    return rows[0];
  }

  async revoke(tx: Tx, identityId: string, ...purposes: TokenPurpose[]): Promise<void> {
    await tx.$queryRaw`select app.revoke_tokens(${identityId}::uuid, ${purposes}::"TokenPurpose"[])`;
  }

  /** Withdraws the links of one tenant's invitation. */
  async revokeInvitation(tx: Tx, identityId: string, tenantId: string): Promise<void> {
    await tx.$queryRaw`select app.revoke_tokens(${identityId}::uuid, ${['ACTIVATION', 'INVITATION']}::"TokenPurpose"[], ${tenantId}::uuid)`;
  }
}

/** Used and withdrawn links look alike to who holds them. */
export function stateOf(row: Pick<TokenRow, 'used_at' | 'revoked_at' | 'expires_at'>): TokenState {
  if (row.used_at || row.revoked_at) return 'USED';
  return row.expires_at.getTime() <= Date.now() ? 'EXPIRED' : 'VALID';
}

export const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);
export const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);
