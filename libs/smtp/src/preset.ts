import { presets } from './presets.ts';
import type { Security } from './types.ts';

/** What is known of a provider's submission service. Values are copied when settings are saved. */
export interface Preset {
  id: string;
  name: string;
  /** mailbox: sends as one mailbox. relay: a sending service with users of its own. api: its password is an API key. */
  group: 'custom' | 'mailbox' | 'relay' | 'api';
  /** null: a variant is chosen first, or the person fills it in. */
  host: string | null;
  port: number | null;
  security: Security | null;
  /** Other ports the provider documents, without those that go unencrypted or that only servers use among themselves. */
  alternatives: { port: number; security: Security }[];
  /** Regions and data centres, the usual one first. */
  variants: { id: string; label: string; host: string }[];
  usernameHint: string;
  passwordHint: string;
  /** Whole sentences on what else must be so. */
  notes: string[];
  /** The same for every customer. */
  fixedUsername?: string;
  /** Where the provider documents OAuth 2.0 tokens for submission; null: it does not. */
  oauth: PresetOAuth | null;
  /** Blanks in a pasted password are for the eye only, or came along by accident. */
  stripsPasswordBlanks: boolean;
  limits: PresetLimits;
  notices: PresetNotice[];
  /** Address domains that belong to this provider alone; their subdomains do too. */
  domains: string[];
  /** ISO date on which host, ports and user name were compared with the provider's documentation; null: not yet. */
  verified: string | null;
  /** The provider's own page on it. */
  documentation: string;
}

/** How a setup that is made with this preset gets its tokens. */
export interface PresetOAuth {
  /** The identity provider, by its id in the OAuth library. */
  provider: 'google' | 'microsoft365';
  /** To begin with: whether a person consents. */
  interactive: boolean;
}

/** What the provider lets through, as budgets; null: no figure that holds for every plan. */
export interface PresetLimits {
  connections: number | null;
  /** Messages. */
  perMinute: number | null;
  /** Messages, each to one recipient, in any 24 hours. */
  perDay: number | null;
  recipientsPerMessage: number | null;
  /** As sent, attachments encoded; 1 MB = 10^6 octets. */
  messageMb: number | null;
}

/** Something that changes at the provider. */
export interface PresetNotice {
  /** ISO date. */
  from: string;
  text: string;
}

/** The provider of an address, by its domain alone: `ada@gmail.com` is Google's, a company's own domain is nobody's. */
export function guessPreset(address: string): Preset | null {
  const domain = /@([^@\s>]+?)\.?>?\s*$/u.exec(address)?.[1]?.toLowerCase();
  if (domain === undefined) return null;
  return presets.find(({ domains }) => domains.some((own) => domain === own || domain.endsWith(`.${own}`))) ?? null;
}

/** The provider whose submission host this is. */
export function presetOfHost(host: string): Preset | null {
  const name = host.trim().toLowerCase().replace(/\.$/u, '');
  return presets.find((preset) => preset.host === name || preset.variants.some((variant) => variant.host === name)) ?? null;
}

/**
 * A password as it was meant: Google shows app passwords in four groups, and copying takes the blanks along. `stripped` tells
 * whether anything was taken away, so that it can be said.
 */
export function cleanPassword(password: string, preset: string): { password: string; stripped: boolean } {
  const strips = presets.find(({ id }) => id === preset)?.stripsPasswordBlanks ?? false;
  const cleaned = strips ? password.replace(/\s+/gu, '') : password;
  return { password: cleaned, stripped: cleaned !== password };
}
