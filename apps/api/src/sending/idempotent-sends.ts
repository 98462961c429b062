import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@posthorn/database';
import type { SendingActor } from '../platform/access/actor.ts';
import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { SentMail } from './sending.types.ts';

const sentMail = jsonColumn<SentMail>(
  'idempotent_send.answer',
  z.object({
    mailId: z.string(),
    messages: z.array(z.object({ id: z.string(), recipient: z.string() })),
    refused: z.array(z.object({ recipient: z.string(), reason: z.string() })),
  }),
);

/** A caller's key, and what it stands for. */
export interface NamedSend {
  key: string;
  bodyHash: Buffer<ArrayBuffer>;
}

/** Answers to sends that named an idempotency key. Keys of different callers never meet; they are forgotten after 3 days. */
@Injectable()
export class IdempotentSends {
  constructor(private readonly database: Database) {}

  /** The first answer, when there is one already. CONFLICT when it was to another mail. */
  async earlier(actor: SendingActor, send: NamedSend): Promise<SentMail | null> {
    return this.database.forTenant(actor, (tx) => this.read(tx, actor, send));
  }

  /**
   * Takes the key in the transaction of the send: a duplicate waits here for it to end. Null: go on, and {@link keep} the answer; otherwise
   * the duplicate's.
   */
  async take(tx: Tx, actor: SendingActor, { key, bodyHash }: NamedSend): Promise<SentMail | null> {
    const taken = await tx.$queryRaw<unknown[]>`
      insert into idempotent_send as known (tenant_id, caller_id, key, body_hash, answer)
      values (${actor.tenantId}::uuid, ${callerOf(actor)}::uuid, ${key}, ${bodyHash}, 'null')
      on conflict (tenant_id, caller_id, key) do update set body_hash = excluded.body_hash, answer = 'null', created_at = now()
      where known.created_at < now() - interval '3 days' returning 1`;
    return taken.length > 0 ? null : this.read(tx, actor, { key, bodyHash });
  }

  async keep(tx: Tx, actor: SendingActor, { key }: NamedSend, answer: SentMail): Promise<void> {
    await tx.idempotentSend.updateMany({
      where: { callerId: callerOf(actor), key },
      data: { answer: sentMail.write(answer) },
    });
  }

  private async read(tx: Tx, actor: SendingActor, { key, bodyHash }: NamedSend): Promise<SentMail | null> {
    const threeDaysAgo = new Date(Date.now() - 3 * 24 * 3_600_000);
    const row = await tx.idempotentSend.findFirst({ where: { callerId: callerOf(actor), key, createdAt: { gt: threeDaysAgo } } });
    if (!row) return null;
    if (!bodyHash.equals(row.bodyHash))
      throw new AppError('CONFLICT', 'This idempotency key was used for another mail. Take a new key for a new mail.', {
        field: 'idempotencyKey',
      });
    return sentMail.read(row.answer);
  }
}

const callerOf = (actor: SendingActor) => (actor.kind === 'key' ? actor.keyId : actor.identityId);
