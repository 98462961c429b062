import type { EgressPolicy } from '@posthorn/egress';
import type { Failure, SubmissionSettings } from '@posthorn/smtp';
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
  /** Reverse path. */
  from: string;
}

/** The message as it goes over the wire. Called at most once per attempt; throws DraftFailure where the message can't be made. */
export type Draft = () => Promise<Buffer>;

export class DraftFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.sentence);
    this.failure = failure;
  }
}

export interface Preparation {
  /** A failure where the profile can't be used at all: nothing is set up, or its secret can't be read. */
  submission: Submission | Failure;
  drafts: Map<string, Draft>;
}

/** Where the worker gets content and settings: read in the message's own tenant, each time anew, so that a change holds for the next message. */
export interface MailSource {
  prepare(profile: Profile, messages: readonly ClaimedMessage[]): Promise<Preparation>;
  submissionOf(profile: Profile): Promise<Submission | Failure>;
}

export const isFailure = (value: Submission | Failure): value is Failure => 'sentence' in value;
