import { randomUUID } from 'node:crypto';
import type { Database, Tx } from '@posthorn/database';
import { MailQueue } from '../../src/mail-queue/mail-queue.service.ts';
import { TenantMailer } from '../../src/tenant-mail/tenant-mailer.ts';
import type { Person } from './people.ts';

/** A valid email profile. */
export const profileInput = (change: object = {}) => ({
  name: `Profile ${randomUUID().slice(0, 8)}`,
  fromAddress: 'plant4@example.org',
  preset: 'custom',
  host: 'smtp.example.org',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: 'ann',
  passwordAction: 'REPLACE',
  password: 'the right password',
  timeoutMs: 2_000,
  ...change,
});

export async function makeProfile({ client }: Pick<Person, 'client'>, change: object = {}): Promise<{ id: string; name: string }> {
  const { createEmailProfile } = await client.run(
    `mutation ($input: EmailProfileInput!) { createEmailProfile(input: $input) { profile { id name } } }`,
    { input: profileInput(change) },
  );
  return createEmailProfile.profile;
}

/** Mail of a tenant to one recipient, waiting for its profile; nobody is woken. Answers the message's id. */
export function waitingMail(database: Database, tenantId: string, profileId: string, recipient?: string): Promise<string> {
  return database.forTenant({ tenantId }, (tx) => enqueueWaitingMail(database, tx, tenantId, profileId, recipient));
}

export async function enqueueWaitingMail(
  database: Database,
  tx: Tx,
  tenantId: string,
  profileId: string,
  recipient = 'anna@example.org',
): Promise<string> {
  const mailer = new TenantMailer(new MailQueue(database, { wake: () => undefined }));
  const from = { address: 'plant4@example.org', name: null };
  const { messages } = await mailer.enqueue(tx, tenantId, {
    profileId,
    lane: 'BULK',
    kind: 'MAIL',
    from,
    replyTo: [],
    to: [{ address: recipient, name: null }],
    cc: [],
    recipients: [recipient],
    subject: 'Waiting',
    text: 'Waiting.',
    html: null,
    headers: [],
    priority: 3,
    attachments: [],
    tags: [],
    notBefore: null,
    expiresAt: null,
    maxAttempts: null,
    source: { kind: 'PERSON', id: tenantId, name: 'A spec' },
  });
  return messages[0]!.id;
}
