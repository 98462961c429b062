import { dayMs } from '@posthorn/contracts';
import type { PresetFieldsFragment, Security } from '@/generated/graphql.ts';
import type { SubmissionValues } from './submission-values.ts';

export type Preset = PresetFieldsFragment;

const groupNames: Record<string, string> = {
  mailbox: 'Mailboxes',
  relay: 'Sending services and relays',
  api: 'Sending services with an API key',
};

/** For the picker: Custom first, then group by group, each by name. */
export function presetOptions(presets: readonly Preset[]) {
  const order = ['custom', 'mailbox', 'relay', 'api'];
  return presets
    .toSorted((one, other) => order.indexOf(one.group) - order.indexOf(other.group) || one.name.localeCompare(other.name, 'en'))
    .map((preset) => ({
      value: preset.id,
      label: preset.name,
      keywords: [preset.id, preset.host ?? '', ...preset.domains].join(' '),
      ...(groupNames[preset.group] !== undefined && { group: groupNames[preset.group] }),
    }));
}

/** Custom names neither host nor region: it leaves everything to the person. */
export const locks = (preset: Preset | undefined): preset is Preset =>
  preset !== undefined && (typeof preset.host === 'string' || preset.variants.length > 0);

/** What choosing a preset puts into the form; what was typed for anything else stays. */
export function presetValues(preset: Preset, values: SubmissionValues, before: Preset | undefined): Partial<SubmissionValues> {
  if (!locks(preset)) return {};
  const hosts = [...(preset.host ? [preset.host] : []), ...preset.variants.map((variant) => variant.host)];
  const wayFits = endpointsOf(preset).some((one) => one.port === values.port && one.security === values.security);
  return {
    host: hosts.includes(values.host) ? values.host : (hosts[0] ?? values.host),
    ...(!wayFits && { port: preset.port ?? values.port, security: preset.security ?? values.security }),
    ...(preset.fixedUsername ? { username: preset.fixedUsername } : values.username === before?.fixedUsername ? { username: '' } : {}),
  };
}

interface Endpoint {
  port: number;
  security: Security;
}

/** Every port and security a preset documents, the usual one first. */
export function endpointsOf({ port, security, alternatives }: Preset): Endpoint[] {
  return [...(typeof port === 'number' && security ? [{ port, security }] : []), ...alternatives];
}

/** The provider of an address, by its domain alone: a company's own domain is nobody's. */
export function guessPreset(address: string, presets: readonly Preset[]): Preset | undefined {
  const domain = /@([^@\s>]+?)\.?>?\s*$/u.exec(address)?.[1]?.toLowerCase();
  if (domain === undefined) return undefined;
  return presets.find(({ domains }) => domains.some((own) => domain === own || domain.endsWith(`.${own}`)));
}

/** "3 connections, 30 a minute, 10,000 a day": what the form has fields for. */
export function limitsText({ limits }: Preset): string | null {
  const { connections, perMinute, perDay } = limits;
  const parts = [
    connections && (connections === 1 ? '1 connection' : `${connections} connections`),
    perMinute && `${perMinute.toLocaleString('en')} a minute`,
    perDay && `${perDay.toLocaleString('en')} a day`,
  ].filter(Boolean);
  return parts.length === 0 ? null : parts.join(', ');
}

/** What a message may be, which no field holds. */
export function messageLimitsText({ limits }: Preset): string | null {
  const parts = [
    limits.recipientsPerMessage && `at most ${limits.recipientsPerMessage.toLocaleString('en')} recipients a message`,
    limits.messageMb && `messages up to ${limits.messageMb} MB`,
  ].filter(Boolean);
  return parts.length === 0 ? null : parts.join(', ');
}

/** 90 days ahead is near enough to plan for. */
const nearMs = 90 * dayMs;

export const isNearOrPast = (date: string, now: number): boolean => Date.parse(date) - now < nearMs;

/** Why a token instead of a password, in one line; null where the preset's server takes none that we know of. */
export function oauthReason(preset: Preset | undefined): string | null {
  if (preset?.oauthProvider === null || preset?.oauthProvider === undefined) return null;
  const [notice] = preset.notices;
  return notice === undefined
    ? `${preset.name} takes OAuth 2.0: no password is kept here, and the access can be taken back there at any time.`
    : `${preset.name} is ending sign-in with a password; by default it stops working from ${dateText(notice.from)}.`;
}

/** A date without a time belongs to no zone. */
export const dateText = (date: string): string =>
  new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
