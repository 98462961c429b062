import type { EmailProfileInput, SubmissionAdvanced } from '@posthorn/contracts';
import { cleanPassword, presets, type Preset } from '@posthorn/smtp';
import { advancedOf, type SubmissionRow } from './submission-settings.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { destinationOf, sameDestination } from './destination.ts';
import { resolveAuthentication, tokenNotes, withoutPasswordMechanism, type ResolvedAuthentication } from './resolved-authentication.ts';
import type { StoredSubmission } from './stored-submission.ts';

/** The fields that platform mail settings and email profiles have in common, as they are typed. */
export type SubmissionInput = Pick<
  EmailProfileInput,
  | 'fromAddress'
  | 'preset'
  | 'host'
  | 'port'
  | 'security'
  | 'username'
  | 'passwordAction'
  | 'password'
  | 'timeoutMs'
  | 'advanced'
  | 'proxyPasswordAction'
  | 'proxyPassword'
  | 'authentication'
  | 'oauth'
>;

export type SecretChange = { kind: 'keep' } | { kind: 'remove' } | { kind: 'replace'; secret: string };
export type SubmissionFields = Pick<SubmissionInput, 'preset' | 'host' | 'port' | 'security' | 'username' | 'timeoutMs' | 'advanced'> &
  ResolvedAuthentication;

export interface ResolvedSubmission {
  /** What is stored, without the secrets. */
  values: SubmissionFields;
  password: SecretChange;
  proxyPassword: SecretChange;
  /** What was changed on the way in and what to beware of, as sentences for the person. */
  notes: string[];
}

/**
 * What an input comes to: a preset decides host, port, security and a fixed user name, pasted blanks go, and stored secrets stay with the
 * destination they were given for. With OAuth 2.0 no password stays. `field` prefixes the names of fields in refusals. Whether the OAuth
 * client it names will do is for `demandClient` to say.
 *
 * @throws AppError INVALID_INPUT
 */
export function resolveSubmission(input: SubmissionInput, stored: StoredSubmission | null, field = ''): ResolvedSubmission {
  const preset = presetOf(input.preset, field);
  const authentication = resolveAuthentication(input, preset, field);
  const { timeoutMs } = input;
  const username = preset.fixedUsername ?? input.username;
  const advanced = withoutPasswordMechanism(input);
  const values = { preset: preset.id, username, timeoutMs, advanced, ...authentication, ...endpointOf(preset, input, field) };
  const moved = stored !== null && !sameDestination(destinationOf(stored), values);
  const { password, notes } =
    input.authentication === 'OAUTH2' ? withoutPassword(stored) : passwordOf(input, username, moved ? stored : null, field);
  const proxyPassword = proxyPasswordOf(input, moved ? stored : null, field);
  return { values, password, proxyPassword, notes: [...notes, ...tokenNotes(input), ...warningsOf(values)] };
}

/** Whether the new settings sign in elsewhere or as another user, so that what was learned of the old ones says nothing of them. */
export const provesNothing = (before: StoredSubmission, { values, password, proxyPassword }: ResolvedSubmission): boolean =>
  !sameDestination(destinationOf(before), values) ||
  before.username !== values.username ||
  before.authentication !== values.authentication ||
  before.oauthClientId !== values.oauthClientId ||
  (password.kind !== 'keep' && (password.kind === 'replace' || before.password !== null)) ||
  (proxyPassword.kind !== 'keep' && (proxyPassword.kind === 'replace' || before.proxyPassword !== null));

export function presetOf(id: string, field = ''): Preset {
  const preset = presets.find((known) => known.id === id);
  if (!preset) throw invalidInput(`${field}preset`, 'Choose a provider from the list, or Custom.');
  return preset;
}

function endpointOf(preset: Preset, input: SubmissionInput, field: string): Pick<SubmissionFields, 'host' | 'port' | 'security'> {
  if (preset.group === 'custom') return { host: input.host, port: input.port, security: input.security };
  return { host: hostOf(preset, input.host, field), ...portOf(preset, input) };
}

function hostOf(preset: Preset, typed: string, field: string): string {
  if (preset.host !== null) return preset.host;
  const variant = preset.variants.find(({ host }) => host === typed.toLowerCase());
  if (!variant) throw invalidInput(`${field}host`, `Choose the ${preset.name} host you use, such as ${preset.variants[0]?.host}.`);
  return variant.host;
}

/** The pair that was typed where the provider documents it; else what it documents for that port; else its usual one. */
function portOf({ port, security, alternatives }: Preset, input: SubmissionInput): Pick<SubmissionFields, 'port' | 'security'> {
  const usual = { port: port ?? input.port, security: security ?? input.security };
  const documented = [usual, ...alternatives].filter((one) => one.port === input.port);
  const { port: chosen, security: secured } = documented.find((one) => one.security === input.security) ?? documented[0] ?? usual;
  return { port: chosen, security: secured };
}

function withoutPassword(stored: StoredSubmission | null): { password: SecretChange; notes: string[] } {
  const notes = stored?.password ? ['The stored password was removed: with OAuth 2.0 nothing uses it.'] : [];
  return { password: { kind: 'remove' }, notes };
}

/** `left` is what is stored where the destination changed. */
function passwordOf(
  { passwordAction, password, preset }: SubmissionInput,
  username: string | null,
  left: SubmissionRow | null,
  field: string,
): { password: SecretChange; notes: string[] } {
  if (passwordAction === 'REMOVE') return { password: { kind: 'remove' }, notes: [] };
  if (passwordAction === 'KEEP') {
    if (left?.password)
      throw invalidInput(
        `${field}password`,
        `The stored password was given for ${nameOf(left)} and is only ever used there. Type the password for the changed connection, or remove it.`,
      );
    return { password: { kind: 'keep' }, notes: [] };
  }
  const { password: secret, stripped } = cleanPassword(password ?? '', preset);
  if (secret === '') throw invalidInput(`${field}password`, 'Type the new password.');
  if (username === null) throw invalidInput(`${field}username`, 'A password needs its user name.');
  const notes = stripped ? ['The blanks in the password were removed: they only group its letters for reading.'] : [];
  return { password: { kind: 'replace', secret }, notes };
}

function proxyPasswordOf(
  { proxyPasswordAction, proxyPassword, advanced }: SubmissionInput,
  left: SubmissionRow | null,
  field: string,
): SecretChange {
  // Without a proxy there is nobody to give it to.
  if (proxyPasswordAction === 'REMOVE' || (proxyPasswordAction === 'KEEP' && advanced.proxyKind === null)) return { kind: 'remove' };
  if (proxyPasswordAction === 'KEEP') {
    if (left?.proxyPassword)
      throw invalidInput(
        `${field}proxyPassword`,
        `The stored proxy password was given for ${nameOf(left)} and is only ever used there. Type the proxy’s password for the changed connection, or remove it.`,
      );
    return { kind: 'keep' };
  }
  if (!proxyPassword) throw invalidInput(`${field}proxyPassword`, 'Type the new proxy password.');
  if (advanced.proxyKind === null)
    throw invalidInput(`${field}proxyPassword`, 'There is no proxy that this password is for. Set the proxy up first.');
  if (advanced.proxyUsername === null) throw invalidInput(`${field}advanced.proxyUsername`, 'A proxy password needs its user name.');
  return { kind: 'replace', secret: proxyPassword };
}

function nameOf(stored: SubmissionRow): string {
  const { proxyKind, proxyHost, proxyPort } = advancedOf(stored.advanced);
  const target = `${stored.host}:${stored.port} as it was set up`;
  return proxyKind === null ? target : `${target}, through the proxy ${proxyHost}:${proxyPort}`;
}

function warningsOf({ security, username, advanced, authentication }: SubmissionFields): string[] {
  const old = oldVersions[advanced.tlsMinimum as keyof typeof oldVersions];
  const notes =
    old && security !== 'NONE' ? [`${old} is allowed, which anybody on the way can break. Raise it once the server can do better.`] : [];
  if (security === 'NONE' && username !== null)
    notes.push(
      `Without TLS the ${authentication === 'OAUTH2' ? 'token' : 'password'} would cross the network readable by anybody: it is only sent where the system admin allowed that.`,
    );
  return notes;
}

const oldVersions = { TLS_1_0: 'TLS 1.0', TLS_1_1: 'TLS 1.1' } satisfies Partial<Record<SubmissionAdvanced['tlsMinimum'], string>>;
