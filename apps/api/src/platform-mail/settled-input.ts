import type { PlatformMailSettingsInput } from '@posthorn/contracts';
import type { PlatformMailSettings } from '@posthorn/database';
import { cleanPassword, presets } from '@posthorn/smtp';
import { invalidInput } from '../platform/errors/app-error.ts';

type Destination = Pick<PlatformMailSettings, 'host' | 'port' | 'security'>;
export type SecretChange = { kind: 'keep' } | { kind: 'remove' } | { kind: 'replace'; password: string };

export interface SettledInput {
  /** What is stored, without the password. */
  values: Omit<PlatformMailSettingsInput, 'version' | 'passwordAction' | 'password' | 'proxyPasswordAction' | 'proxyPassword'>;
  secret: SecretChange;
  /** What was changed on the way in, for the person. */
  notes: string[];
}

export const sameDestination = (one: Destination, other: Destination): boolean =>
  one.host.toLowerCase() === other.host.toLowerCase() && one.port === other.port && one.security === other.security;

/**
 * What an input comes to: a preset's host, port, security and fixed user name hold, pasted blanks go, and a stored password stays with the
 * destination it was given for. `field` prefixes the names of fields in refusals.
 *
 * @throws AppError INVALID_INPUT
 */
export function settle(input: PlatformMailSettingsInput, stored: PlatformMailSettings | null, field = ''): SettledInput {
  const {
    version: _version,
    passwordAction: _action,
    password: _password,
    proxyPasswordAction: _proxy,
    proxyPassword: _secret,
    ...given
  } = input;
  const preset = presets.find(({ id }) => id === input.preset);
  const { host, port, security } = preset?.host ? preset : input;
  const destination = { host: host ?? input.host, port: port ?? input.port, security: security ?? input.security };
  const values = { ...given, ...destination, username: preset?.fixedUsername ?? input.username };
  const { secret, notes } = secretOf(input, { ...values }, stored, field);
  return { values, secret, notes };
}

function secretOf(
  input: PlatformMailSettingsInput,
  values: Destination & { username: string | null },
  stored: PlatformMailSettings | null,
  field: string,
): Pick<SettledInput, 'secret' | 'notes'> {
  if (input.passwordAction === 'REMOVE') return { secret: { kind: 'remove' }, notes: [] };
  if (input.passwordAction === 'REPLACE') return replacement(input, values.username, field);
  if (stored?.password && !sameDestination(stored, values)) {
    throw invalidInput(
      `${field}password`,
      `The stored password was given for ${stored.host}:${stored.port} and is only ever used there. Type the password for the changed connection, or remove it.`,
    );
  }
  return { secret: { kind: 'keep' }, notes: [] };
}

function replacement(
  { password, preset }: PlatformMailSettingsInput,
  username: string | null,
  field: string,
): Pick<SettledInput, 'secret' | 'notes'> {
  const { password: cleaned, stripped } = cleanPassword(password ?? '', preset);
  if (cleaned === '') throw invalidInput(`${field}password`, 'Type the new password.');
  if (username === null) throw invalidInput(`${field}username`, 'A password needs its user name.');
  return {
    secret: { kind: 'replace', password: cleaned },
    notes: stripped ? ['The blanks in the password were removed: they only group its letters for reading.'] : [],
  };
}
