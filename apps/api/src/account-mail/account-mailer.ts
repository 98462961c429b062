import { dayMs } from '@posthorn/contracts';
import { platformTenantId, type Tx } from '@posthorn/database';
import type { Secret, Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { carriesToken, type AccountMailData, type AccountMailRecipient, type StoredAccountMail } from './account-mail.ts';
import type { MailQueue } from '../mail-queue/mail-queue.service.ts';
import type { SignedInActor } from '../platform/access/actor.ts';
import type { AccountMailAllowances } from './account-mail-allowances.ts';
import type { BoundedOperation, LimitedOperation } from './account-mail-limits.ts';
import { causeOf } from './mail-cause.ts';

/** Which operation it comes from: one with limits and the person who asked, or one that something else bounds. */
export type AskedOperation =
  | { operation: LimitedOperation; actor: SignedInActor; network?: undefined }
  | { operation: Exclude<BoundedOperation, 'ANSWER_RESET'>; actor?: undefined; network?: undefined }
  /** `network`: hashed; null where a browser of the person's own asked. */
  | { operation: 'ANSWER_RESET'; actor?: undefined; network: string | null };

export type AccountMailOrder = AskedOperation & AccountMailContent;

export interface AccountMailContent {
  /** The stored spelling of the address. */
  to: string;
  recipient: AccountMailRecipient;
  identityId: string | null;
  /** The tenant that caused it and may learn of its fate; null for the platform's own acts. */
  causeTenantId: string | null;
  data: AccountMailData;
  /** The one-time token in clear, for kinds whose link carries one. Sealed at once, dropped when the message is final. */
  token?: Secret;
  tokenId?: string;
  /** End of the message's life: the token's, which the mail also states. Default: 24 hours from now. */
  expiresAt?: Date;
}

const lifeWithoutTokenMs = dayMs;

/** Where the sealed token of an account message belongs. */
export const tokenContext = (messageId: string) =>
  ({ tenantId: platformTenantId, table: 'message', column: 'secret', recordId: messageId }) as const;

/** The only way account mail is written: content and queue row in the caller's transaction, the worker woken after its commit. */
export class AccountMailer {
  private readonly queue: MailQueue;
  private readonly vault: Vault;
  private readonly allowances: Pick<AccountMailAllowances, 'take'>;

  constructor(queue: MailQueue, vault: Vault, allowances: Pick<AccountMailAllowances, 'take'>) {
    this.queue = queue;
    this.vault = vault;
    this.allowances = allowances;
  }

  /** Works in any transaction, whatever its reach. Answers the message's id. Throws LIMIT_REACHED where its operation has limits. */
  async enqueue(tx: Tx, order: AccountMailOrder): Promise<string> {
    if (carriesToken(order.data) !== (order.token !== undefined))
      throw new Error(`Account mail of kind ${order.data.kind} ${order.token ? 'carries no token' : 'needs its token'}.`);
    if (order.actor) await this.allowances.take(order);

    const id = uuidv7();
    // Callers hand over whole people; only what the mail needs is kept with it.
    const { name, timeZone } = order.recipient;
    const stored: StoredAccountMail = { ...order.data, recipient: { name, timeZone } };
    await this.queue.enqueueAccountMail(tx, {
      id,
      kind: order.data.kind,
      recipient: order.to,
      identityId: order.identityId,
      causeTenantId: order.causeTenantId,
      cause: causeOf(order),
      tokenId: order.tokenId ?? null,
      secret: order.token ? this.vault.seal(order.token, tokenContext(id)) : null,
      data: stored,
      expiresAt: order.expiresAt ?? new Date(Date.now() + lifeWithoutTokenMs),
    });
    return id;
  }
}
