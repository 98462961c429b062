import { defaultAdvanced, type SubmissionAdvanced } from '@posthorn/contracts';
import { Cause, explain, type Failure, type Proxy, type SubmissionSettings } from '@posthorn/smtp';
import type { SealContext, Vault } from '@posthorn/vault';

/** The fields of a submission that everybody sees. */
export type SubmissionValues = Pick<SubmissionSettings, 'host' | 'port' | 'security' | 'username' | 'timeoutMs'>;

/** In place of a password: an access token, or why there is none. */
export type SubmissionToken = { accessToken: string } | { missing: string };

export interface SubmissionSecrets {
  password: string | null;
  proxyPassword: string | null;
  /** Of setups that sign in with OAuth 2.0. */
  oauth?: SubmissionToken | null;
}

/** The column `advanced` of platform mail settings and email profiles; what it doesn't hold has its default. */
export const advancedOf = (stored: unknown): SubmissionAdvanced => ({ ...defaultAdvanced, ...(stored as Partial<SubmissionAdvanced>) });

/** How a server is spoken to, for sending and for checks alike. */
export function submissionSettingsOf(
  values: SubmissionValues,
  advanced: SubmissionAdvanced,
  secrets: SubmissionSecrets,
): SubmissionSettings {
  const { host, port, security, username, timeoutMs } = values;
  const { tlsMinimum, tlsMaximum, mechanism, heloName, ca, serverName } = advanced;
  const proxy = proxyOf(advanced, secrets.proxyPassword);
  return {
    host,
    port,
    security,
    username,
    timeoutMs,
    password: secrets.password,
    tlsMinimum,
    tlsMaximum,
    mechanism,
    timeouts: {
      dnsMs: advanced.dnsTimeoutMs,
      connectMs: advanced.connectTimeoutMs,
      greetingMs: advanced.greetingTimeoutMs,
      commandMs: advanced.commandTimeoutMs,
      dataMs: advanced.dataTimeoutMs,
    },
    ...(heloName === null ? {} : { heloName }),
    ...(ca === null ? {} : { ca }),
    ...(serverName === null ? {} : { serverName }),
    ...(proxy ? { proxy } : {}),
    ...(secrets.oauth ? { oauth: secrets.oauth } : {}),
  };
}

function proxyOf({ proxyKind, proxyHost, proxyPort, proxyUsername }: SubmissionAdvanced, password: string | null): Proxy | null {
  if (proxyKind === null || proxyHost === null || proxyPort === null) return null;
  return { kind: proxyKind, host: proxyHost, port: proxyPort, username: proxyUsername, password };
}

/** A row of platform mail settings or email profiles. */
export interface SubmissionRow extends SubmissionValues {
  advanced: unknown;
  password: Uint8Array | null;
  proxyPassword: Uint8Array | null;
}

/** Whose secrets they are: what the two columns have in common. */
export type SecretOwner = Omit<SealContext, 'column'>;

export const passwordContextOf = (owner: SecretOwner): SealContext => ({ ...owner, column: 'password' });
export const proxyPasswordContextOf = (owner: SecretOwner): SealContext => ({ ...owner, column: 'proxy_password' });

/** The settings of a stored submission with its secrets in clear; a failure where their key file is missing. `oauth`: signs in with it. */
export function openSubmission(
  vault: Vault,
  row: SubmissionRow,
  owner: SecretOwner,
  oauth: SubmissionToken | null = null,
): SubmissionSettings | Failure {
  const settingsWith = (secrets: SubmissionSecrets) => submissionSettingsOf(row, advancedOf(row.advanced), secrets);
  try {
    const password = oauth || !row.password ? null : vault.open(row.password, passwordContextOf(owner)).reveal();
    const proxyPassword = row.proxyPassword && vault.open(row.proxyPassword, proxyPasswordContextOf(owner)).reveal();
    return settingsWith({ password, proxyPassword, oauth });
  } catch {
    const settings = settingsWith({ password: null, proxyPassword: null });
    return explain({ stage: 'AUTH', reply: null, cause: new Cause('SECRET_UNREADABLE'), settings, dataStarted: false });
  }
}
