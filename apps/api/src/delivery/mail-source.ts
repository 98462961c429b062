import type { EgressPolicy } from '@posthorn/egress';
import type { Failure, StreamedMessage, SubmissionSettings } from '@posthorn/smtp';
import type { GrantStamp } from '../grants/refresh/token-source.ts';
import type { ClaimedMessage } from './claimed-message.ts';

export interface Profile {
  tenantId: string;
  profileId: string;
}

/** A profile's setup as it stands now. Sessions opened with another version are not used any more. */
export interface Submission extends Profile {
  version: number;
  settings: SubmissionSettings;
  policy: EgressPolicy;
  /** Reverse path of mail that names none itself. */
  from: string;
  /** Until then attempts keep what was said. */
  debugUntil: Date | null;
  /** Where it signs in with OAuth 2.0; the token itself is among the settings. */
  grant?: SubmissionGrant;
}

export interface SubmissionGrant {
  accessToken: string;
  /** Sessions opened with another one are not used any more; one whose token was only refreshed is. */
  generation: number;
  interactive: boolean;
  /** How long a send waits for a token; 0 or less: not at all. */
  timeoutSeconds: number;
}

/** The access token is on its way, and the profile's messages wait for it without anybody holding them. */
export interface TokenWait extends Profile {
  waitSeconds: number;
  stamp: GrantStamp;
  /** A sentence for the person. */
  why: string;
}

/** The message as it goes over the wire. */
export interface DraftedMail {
  raw: Buffer | StreamedMessage;
  /** In its place where the transaction goes without SMTPUTF8; see `Mail` of the SMTP library. */
  rawInAscii?: Buffer | StreamedMessage;
  /** Reverse path; null: the submission's. */
  from: string | null;
}

/** Called once per SMTP transaction; throws DraftFailure where the message can't be made. A stream that fails does so with one, too. */
export type Draft = () => Promise<DraftedMail>;

/** The message can't be made, which is no fault of the server's. */
export class DraftFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.sentence);
    this.failure = failure;
  }
}

export interface Preparation {
  /** A failure where the profile can't be used at all: nothing is set up, or its secret can't be read. */
  submission: Submission | Failure | TokenWait;
  /** By mail: messages of one mail may share a transaction. */
  drafts: Map<string, Draft>;
}

/** Where the worker gets content and settings: read in the message's own tenant, each time again, so that a change holds for the next message. */
export interface MailSource {
  prepare(profile: Profile, messages: readonly ClaimedMessage[]): Promise<Preparation>;
  submissionOf(profile: Profile): Promise<Submission | Failure>;
}

export const isTokenWait = (value: object): value is TokenWait => 'stamp' in value;

/** Without a token nobody is asked. RETRY: one is on its way. PARK: none comes until somebody acts. */
export const withoutToken = (sentence: string, retry: 'RETRY' | 'PARK'): Failure => ({
  class: 'TOKEN',
  stage: 'AUTH',
  reply: null,
  retry,
  sentence,
  fix: null,
});
