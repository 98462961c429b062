import { Secret } from '@posthorn/vault';
import { badKey } from './signing-key.ts';

export interface ServiceAccount {
  /** Client id of the OAuth client. */
  email: string;
  privateKey: Secret;
  keyId: string | null;
}

/**
 * The key file Google offers for a service account.
 *
 * @throws OAuthError BAD_KEY
 */
export function readServiceAccount(file: Secret): ServiceAccount {
  const content = parsed(file.reveal());
  const { type, client_email: email, private_key: privateKey, private_key_id: keyId } = content;
  if (type !== 'service_account' || typeof email !== 'string' || typeof privateKey !== 'string') {
    throw badKey('This is not the JSON key file of a Google service account.');
  }
  return { email, privateKey: Secret.of(privateKey), keyId: typeof keyId === 'string' && keyId !== '' ? keyId : null };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
