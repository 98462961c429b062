import { oauthOf, type SubmissionOAuth } from '@posthorn/contracts';
import type { OAuthClient as Row, Tx } from '@posthorn/database';
import { notFound } from '../platform/errors/app-error.ts';

/** An email profile that signs in through a client. */
export interface ClientUser {
  id: string;
  name: string;
  clientId: string;
  oauth: SubmissionOAuth;
}

/** @throws AppError NOT_FOUND */
export async function findClient(tx: Tx, id: string): Promise<Row> {
  const row = await tx.oAuthClient.findFirst({ where: { id } });
  if (!row) throw notFound('OAuth client');
  return row;
}

/** Of all these clients, by name. */
export async function usersOf(tx: Tx, clientIds: string[]): Promise<ClientUser[]> {
  const rows = await tx.emailProfile.findMany({
    where: { oauthClientId: { in: clientIds }, authentication: 'OAUTH2', deletedAt: null },
    select: { id: true, name: true, oauthClientId: true, oauth: true },
  });
  return rows
    .map(({ id, name, oauthClientId, oauth }) => ({ id, name, clientId: oauthClientId!, oauth: oauthOf(oauth) }))
    .toSorted((a, b) => collator.compare(a.name, b.name));
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });
