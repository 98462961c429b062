import { oauthOf, type SubmissionOAuth } from '@posthorn/contracts';
import type { Prisma } from '@posthorn/database';
import { Secret, type SealContext, type Vault } from '@posthorn/vault';
import { advancedOf, passwordContextOf, proxyPasswordContextOf } from './submission-settings.ts';
import { secretOwner } from './secret-owner.ts';
import type { SecretChange, ResolvedSubmission } from './resolved-submission.ts';
import type { StoredSubmission } from './stored-submission.ts';

type Sealed = Uint8Array<ArrayBuffer>;
type SecretColumns = { password?: Sealed | null; passwordChangedAt?: Date | null; proxyPassword?: Sealed | null };

/** What is written of a settled submission: its values, and those secrets that changed, sealed for their row. */
export function submissionColumns(vault: Vault, tenantId: string, id: string, { values, password, proxyPassword }: ResolvedSubmission) {
  const owner = secretOwner(tenantId, id);
  const seal = (secret: string, context: SealContext): Sealed => Uint8Array.from(vault.seal(Secret.of(secret), context));
  const secrets: SecretColumns = {};
  if (password.kind === 'replace')
    Object.assign(secrets, {
      password: seal(password.secret, passwordContextOf(owner)),
      passwordChangedAt: new Date(),
    } satisfies SecretColumns);
  if (password.kind === 'remove') Object.assign(secrets, { password: null, passwordChangedAt: null } satisfies SecretColumns);
  if (proxyPassword.kind === 'replace') secrets.proxyPassword = seal(proxyPassword.secret, proxyPasswordContextOf(owner));
  if (proxyPassword.kind === 'remove') secrets.proxyPassword = null;
  const oauth = (values.oauth ?? {}) as unknown as Prisma.InputJsonObject;
  return { ...values, oauth, advanced: values.advanced as unknown as Prisma.InputJsonObject, ...secrets };
}

type Described = StoredSubmission & Record<string, unknown>;

/**
 * What changed, for the audit: each field before and after, advanced ones and those of OAuth by their own names; a secret as "changed" or
 * "removed". `own` are the fields beside the submission's, the OAuth client's name among them.
 */
export function submissionChanges(
  before: Described | null,
  { values, password, proxyPassword }: ResolvedSubmission,
  own: Record<string, unknown>,
): Prisma.InputJsonObject {
  const { advanced, oauth, oauthClientId: _, ...plain } = values;
  const from: Record<string, unknown> = before
    ? { ...before, ...advancedOf(before.advanced), ...(oauth ? describedOAuth(oauthOf(before.oauth)) : {}) }
    : {};
  const entries = Object.entries({ ...own, ...plain, ...advanced, ...(oauth ? describedOAuth(oauth) : {}) }).filter(
    ([key, value]) => !same(from[key], value),
  );
  const changed = Object.fromEntries(entries.map(([key, value]) => [key, { from: shown(from[key]), to: shown(value) }]));
  const secrets = {
    ...described('password', password, before?.password != null),
    ...described('proxyPassword', proxyPassword, before?.proxyPassword != null),
  };
  return { ...changed, ...secrets };
}

/** The client stands by its name. */
const describedOAuth = ({ clientId: _, ...oauth }: SubmissionOAuth): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(oauth).map(([name, value]) => [name, Array.isArray(value) ? value.map((one) => `${one.name}=${one.value}`) : value]),
  );

const described = (name: string, { kind }: SecretChange, stored: boolean) =>
  kind === 'replace' ? { [name]: 'changed' } : kind === 'remove' && stored ? { [name]: 'removed' } : {};

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Long values, such as certificates, only name themselves: the audit is read by people. */
function shown(value: unknown): string | number | boolean | string[] | null {
  if (typeof value === 'string') return value.length > 300 ? `${value.length} characters` : value;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
