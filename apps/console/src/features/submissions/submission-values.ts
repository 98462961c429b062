import {
  checkAuthentication,
  defaultAdvanced,
  destinationChanges,
  submissionAdvanced,
  submissionAuthentication,
  submissionFields,
  submissionOAuth,
} from '@posthorn/contracts';
import type { SubmissionAdvanced, SubmissionOAuth } from '@posthorn/contracts';
import { z } from 'zod';
import type { GrantStateName, SecretAction, Security, SubmissionAuthentication } from '@/generated/graphql.ts';
import { oauthValuesOf, refuseReserved, toOAuth } from './oauth-values.ts';

/** What platform mail and an email profile have in common as they are stored. */
export interface SavedSubmission {
  preset: string;
  host: string;
  port: number;
  security: Security;
  username?: string | null;
  passwordSet: boolean;
  authentication: SubmissionAuthentication;
  oauth?: Stored<SubmissionOAuth> | null;
  grantState?: GrantStateName | null;
  timeoutMs: number;
  advanced: SubmissionAdvanced;
  proxyPasswordSet: boolean;
  inSandbox: boolean;
}

/** The platform's has the id of its one client, a tenant's that of the chosen one. */
type Stored<OAuth> = Omit<OAuth, 'clientId'> & { clientId: string };

const { preset, host, port, security, username, timeoutMs } = submissionFields;

/** As `SecretField` holds it: undefined keeps, null removes, text replaces the stored one. */
const secret = z
  .string()
  .min(1, 'Type the new password, or keep the stored one.')
  .max(1024, 'The password has more than 1024 characters.')
  .nullish();

/** The contract's fields of a submission, for a form's schema. */
export const submissionShape = {
  preset,
  host,
  port,
  security,
  username,
  timeoutMs,
  advanced: submissionAdvanced,
  authentication: submissionAuthentication,
  oauth: submissionOAuth,
  password: secret,
  proxyPassword: secret,
};

type SubmissionSchema = z.ZodObject<typeof submissionShape>;
export type SubmissionValues = z.input<SubmissionSchema>;
export type ParsedSubmission = z.output<SubmissionSchema>;

/** Of a profile that is not there yet. */
export const blankSubmission: SavedSubmission = {
  preset: 'custom',
  host: '',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: null,
  passwordSet: false,
  authentication: 'PASSWORD',
  oauth: null,
  timeoutMs: 10_000,
  advanced: defaultAdvanced,
  proxyPasswordSet: false,
  inSandbox: false,
};

export const securities: { value: Security; label: string; description: string }[] = [
  { value: 'STARTTLS_REQUIRED', label: 'STARTTLS, required', description: 'Starts in clear, then encrypts or stops. Usual on port 587.' },
  { value: 'TLS', label: 'TLS', description: 'Encrypted from the first byte. Usual on port 465.' },
  { value: 'STARTTLS_OPPORTUNISTIC', label: 'STARTTLS, if offered', description: 'Encrypts when it can; sends no password when it can’t.' },
  { value: 'NONE', label: 'None', description: 'Never encrypts. No password is sent unless the egress list allows it.' },
];

export const securityLabel = (value: Security): string => securities.find((one) => one.value === value)?.label ?? value;

const advancedNames = Object.keys(defaultAdvanced) as (keyof typeof defaultAdvanced)[];

export function submissionValuesOf(saved: SavedSubmission): SubmissionValues {
  const { advanced } = saved;
  return {
    preset: saved.preset,
    host: saved.host,
    port: saved.port,
    security: saved.security,
    username: saved.username ?? '',
    timeoutMs: saved.timeoutMs,
    // Without what GraphQL adds, and with every field: forms compare them one by one.
    advanced: Object.fromEntries(advancedNames.map((name) => [name, advanced[name] ?? null])),
    authentication: saved.authentication,
    oauth: oauthValuesOf(saved.oauth ?? null),
    password: undefined,
    proxyPassword: undefined,
  };
}

/** What the API takes, from values the schema has seen. */
export function submissionInputOf(values: ParsedSubmission, saved: SavedSubmission) {
  const { password, proxyPassword, oauth, ...rest } = values;
  const isOAuth = values.authentication === 'OAUTH2';
  const direct = values.advanced.proxyKind === null;
  const advanced = direct ? { ...values.advanced, proxyHost: null, proxyPort: null, proxyUsername: null } : values.advanced;
  return {
    ...rest,
    advanced,
    oauth: isOAuth ? oauth : null,
    // A password that nothing uses any more is not kept.
    passwordAction: isOAuth ? (saved.passwordSet ? 'REMOVE' : 'KEEP') : actionOf(password),
    password: isOAuth ? null : (password ?? null),
    proxyPasswordAction: direct ? (saved.proxyPasswordSet ? 'REMOVE' : 'KEEP') : actionOf(proxyPassword),
    proxyPassword: direct ? null : (proxyPassword ?? null),
  } as const;
}

const actionOf = (secretValue: string | null | undefined): SecretAction =>
  secretValue === undefined ? 'KEEP' : secretValue === null ? 'REMOVE' : 'REPLACE';

export const asksForPasswordAgain = (values: SubmissionValues, saved: SavedSubmission): boolean =>
  values.authentication === 'PASSWORD' && saved.passwordSet && destinationChanges(values, saved).length > 0;

export const asksForProxyPasswordAgain = (values: SubmissionValues, saved: SavedSubmission): boolean =>
  saved.proxyPasswordSet && Boolean(values.advanced.proxyKind) && destinationChanges(values, saved).length > 0;

/** What of the values is judged and sent: fields that another way to sign in has taken off the page hinder nobody. */
function toValues<Values extends SubmissionValues>(values: Values, saved: SavedSubmission): Values {
  if (values.authentication === 'PASSWORD') return { ...values, oauth: oauthValuesOf(saved.oauth ?? null) };
  return {
    ...values,
    password: undefined,
    advanced: { ...values.advanced, mechanism: 'AUTO' },
    oauth: toOAuth(values.oauth, saved.oauth ?? null),
  };
}

/** Refuses, before the API does, a stored secret kept for another destination and OAuth 2.0 that lacks something. */
function checkSubmission(values: ParsedSubmission, saved: SavedSubmission, reserved: readonly string[], context: z.RefinementCtx): void {
  if (values.password === undefined && asksForPasswordAgain(values, saved))
    context.addIssue({ code: 'custom', path: ['password'], message: 'Type the password again for the changed connection, or remove it.' });
  if (values.proxyPassword === undefined && asksForProxyPasswordAgain(values, saved))
    context.addIssue({ code: 'custom', path: ['proxyPassword'], message: 'Type the proxy’s password again, or remove it.' });
  checkAuthentication(values, context);
  if (values.authentication === 'OAUTH2') refuseReserved(values.oauth, reserved, context);
}

/** The schema of a form around a submission's fields: the contract's, judged by what is on the page. `reserved`: parameter names of the protocol. */
export function submissionFormSchema<Output extends ParsedSubmission, Input extends SubmissionValues>(
  fields: z.ZodType<Output, Input>,
  saved: SavedSubmission,
  reserved: readonly string[],
): z.ZodType<Output, Input> {
  const judged = fields.superRefine((values, context) => checkSubmission(values, saved, reserved, context));
  // What `preprocess` takes is unknown to TypeScript; forms give it their own values.
  return z.preprocess((values) => toValues(values as Input, saved), judged) as unknown as z.ZodType<Output, Input>;
}

/** How many advanced fields differ from their defaults, as they stand in the form. */
export function changedAdvancedCount(values: SubmissionValues): number {
  const differ = advancedNames.filter((name) => JSON.stringify(values.advanced[name] || null) !== JSON.stringify(defaultAdvanced[name]));
  return differ.length + (values.timeoutMs === blankSubmission.timeoutMs ? 0 : 1);
}
