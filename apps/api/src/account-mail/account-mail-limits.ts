import type { Allowance } from '../rate-limits/rate-limits.ts';

const hour = 3600;
const day = 24 * hour;

/** Points and seconds. */
type Span = readonly [points: number, seconds: number];

/** What may be asked for within a span: per person who asks, per address the mail goes to, per network the request comes from. */
export interface AccountMailLimits {
  person: Span;
  address: Span;
  network: Span;
  /** Per address, of one tenant's asking. */
  addressPerTenant?: Span;
}

/** Operations that a signed-in person asks for. Each names its limits here, or it can't write account mail. */
export const limited = {
  REQUEST_EMAIL_CHANGE: { person: [5, day], address: [3, day], network: [30, day] },
  CHANGE_PASSWORD: { person: [10, day], address: [10, day], network: [100, day] },
  INVITE: { person: [500, day], address: [12, day], network: [1_000, day], addressPerTenant: [3, day] },
  TEST_PLATFORM_MAIL: { person: [60, hour], address: [30, hour], network: [120, hour] },
} as const satisfies Record<string, AccountMailLimits>;

/** Operations that need no limit of their own, each with what bounds it. */
export const bounded = {
  FOLLOW_LINK: 'a one-time link, which was mailed within the limits of what asked for it, and causes one mail',
  ANSWER_RESET: 'resetLimits, when the reset is asked for',
  SECURITY_NOTICE: 'noticeLimits, per person',
  SERVICE_NOTICE: 'one notice per event and person, 50 a day per tenant',
} as const satisfies Record<string, string>;

export type LimitedOperation = keyof typeof limited;
export type BoundedOperation = keyof typeof bounded;

/** What a person is mailed of failed sign-ins and new browsers. */
export const noticeLimits = {
  FAILED_SIGN_INS: { name: 'notice-failed-sign-ins', points: 1, durationSeconds: day },
  NEW_BROWSER: { name: 'notice-new-browser', points: 5, durationSeconds: day },
} as const satisfies Record<string, Allowance>;

/** What strangers may ask for, told nothing of who exists. */
export const resetLimits = {
  /** Refused beyond it, in words. */
  network: { name: 'reset-network', points: 20, durationSeconds: hour },
  /** Of one network for one address. Beyond it the answer is the same, and no mail goes out. */
  addressFromNetwork: { name: 'reset-address-network', points: 3, durationSeconds: hour },
  /** Of all networks for one address, so that no number of networks fills a mailbox. */
  address: { name: 'reset-address', points: 12, durationSeconds: hour },
  /** Of a browser that signed in with this address before: strangers don't count against it. */
  knownBrowser: { name: 'reset-browser', points: 10, durationSeconds: hour },
} as const satisfies Record<string, Allowance>;
