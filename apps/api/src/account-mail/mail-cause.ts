import { platformTenantId } from '@posthorn/database';
import { v5 as uuidv5 } from 'uuid';
import { networkOf } from '../platform/access/network.ts';
import type { BoundedOperation, LimitedOperation } from './account-mail-limits.ts';

/** Account mail goes out by turns of its causes: the person for acts on oneself, the tenant for invitations and notices, the network for strangers. */
const causes = {
  REQUEST_EMAIL_CHANGE: 'person',
  CHANGE_PASSWORD: 'person',
  INVITE: 'tenant',
  TEST_PLATFORM_MAIL: 'person',
  FOLLOW_LINK: 'person',
  ANSWER_RESET: 'network',
  SECURITY_NOTICE: 'person',
  SERVICE_NOTICE: 'tenant',
} as const satisfies Record<LimitedOperation | BoundedOperation, 'person' | 'tenant' | 'network'>;

export interface CausedMail {
  operation: keyof typeof causes;
  /** Who asked, where somebody signed in did. */
  actor?: { identityId: string } | undefined;
  /** Hashed, where a stranger asked. */
  network?: string | null | undefined;
  /** Whom the mail concerns. */
  identityId: string | null;
  causeTenantId: string | null;
}

/** Null: it is a cause of its own. */
export function causeOf({ operation, actor, network, identityId, causeTenantId }: CausedMail): string | null {
  switch (causes[operation]) {
    case 'person':
      return actor?.identityId ?? identityId;
    case 'tenant':
      return causeTenantId ?? platformTenantId;
    case 'network':
      return network ?? identityId;
  }
}

/** Of our own making; it sets these ids apart from all others that are made of an address. */
const networks = '0b9d5f0c-6a0e-4d6b-9c58-3f1c6f0a7e21';

/** The network of a request as a cause: its hash, so that no address is kept with a mail. */
export const hashedNetwork = (ipAddress: string): string => uuidv5(networkOf(ipAddress), networks);
