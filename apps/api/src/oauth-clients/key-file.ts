import type { OAuthClientInput } from '@posthorn/contracts';
import { OAuthError, readServiceAccount, type ServiceAccount } from '@posthorn/oauth';
import { Secret } from '@posthorn/vault';

/** Of a client's input, what a key file may decide. */
export interface TypedIdentity extends Pick<OAuthClientInput, 'clientId' | 'authentication' | 'keyId' | 'secret'> {
  notes: string[];
}

/**
 * The JSON key file of a Google service account in place of its private key: address, key and key id are taken from it. Anything else is
 * what was typed.
 *
 * @param fault throws the refusal, at `secret`
 */
export function readKeyFile(input: OAuthClientInput, fault: (field: string, sentence: string) => never): TypedIdentity {
  const { clientId, authentication, keyId, secret, secretAction } = input;
  const file = input.provider === 'google' && secretAction === 'REPLACE' ? secret?.trim() : undefined;
  if (!file?.startsWith('{')) return { clientId, authentication, keyId, secret, notes: [] };
  const account = accountOf(file, fault);
  const note = `Client id (${account.email}), private key and key id were taken from the key file; the client authenticates with the private key.`;
  return {
    clientId: account.email,
    authentication: 'PRIVATE_KEY_JWT',
    keyId: account.keyId,
    secret: account.privateKey.reveal(),
    notes: [note],
  };
}

function accountOf(file: string, fault: (field: string, sentence: string) => never): ServiceAccount {
  try {
    return readServiceAccount(Secret.of(file));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return fault('secret', `${error.description ?? 'The key file can’t be read.'} Enter the whole file as Google offers it.`);
  }
}
