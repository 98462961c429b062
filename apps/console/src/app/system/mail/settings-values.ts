import { platformMailSettingsInput } from '@posthorn/contracts';
import { z } from 'zod';
import type { MailSettingsFieldsFragment, PlatformMailQuery, PlatformMailSettingsInput, Security } from '@/generated/graphql.ts';

export type MailSettings = MailSettingsFieldsFragment;
export type Preset = PlatformMailQuery['submissionPresets'][number];

const { fromAddress, fromName, replyTo, preset, host, port, security, username, timeoutMs } = platformMailSettingsInput.shape;

/** The contract's fields, with the password as `SecretField` holds it: undefined keeps, null removes, text replaces the stored one. */
export const mailFormSchema = z.object({
  fromAddress,
  fromName,
  replyTo,
  preset,
  host,
  port,
  security,
  username,
  timeoutMs,
  password: z
    .string()
    .min(1, 'Type the new password, or keep the stored one.')
    .max(1024, 'The password has more than 1024 characters.')
    .nullish(),
});

export type MailValues = z.input<typeof mailFormSchema>;
export type ParsedMailValues = z.output<typeof mailFormSchema>;

export const securities: { value: Security; label: string; description: string }[] = [
  { value: 'STARTTLS_REQUIRED', label: 'STARTTLS, required', description: 'Starts in clear, then encrypts or stops. Usual on port 587.' },
  { value: 'TLS', label: 'TLS', description: 'Encrypted from the first byte. Usual on port 465.' },
  { value: 'STARTTLS_OPPORTUNISTIC', label: 'STARTTLS, if offered', description: 'Encrypts when it can; sends no password when it can’t.' },
  { value: 'NONE', label: 'None', description: 'Never encrypts. No password is sent unless the egress list allows it.' },
];

export function valuesOf(settings: MailSettings): MailValues {
  return {
    fromAddress: settings.fromAddress,
    fromName: settings.fromName,
    replyTo: settings.replyTo ?? '',
    preset: settings.preset as MailValues['preset'],
    host: settings.host,
    port: settings.port,
    security: settings.security,
    username: settings.username ?? '',
    timeoutMs: settings.timeoutMs,
    password: undefined,
  };
}

/** What the API takes, from values the schema has seen. */
export function inputOf({ password, ...values }: ParsedMailValues, version: number): PlatformMailSettingsInput {
  const passwordAction = password === undefined ? 'KEEP' : password === null ? 'REMOVE' : 'REPLACE';
  return { ...values, version, passwordAction, password: password ?? null };
}

/** A stored password is used only for the server it was given for: any of these changes asks for it again. */
export const asksForPasswordAgain = (
  values: Pick<MailValues, 'host' | 'port' | 'security' | 'password'>,
  settings: MailSettings,
): boolean =>
  settings.passwordSet &&
  values.password === undefined &&
  (values.host.trim().toLowerCase() !== settings.host.toLowerCase() ||
    values.port !== settings.port ||
    values.security !== settings.security);
