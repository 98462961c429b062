import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { GrantStateName, OAuthFlow } from '../oauth/oauth.types.ts';

export const GrantEventKind = {
  GRANTED: 'GRANTED',
  REFRESHED: 'REFRESHED',
  REFRESH_FAILED: 'REFRESH_FAILED',
  CONSENT_FAILED: 'CONSENT_FAILED',
  REVOKED: 'REVOKED',
  DROPPED: 'DROPPED',
} as const;
export type GrantEventKind = keyof typeof GrantEventKind;
registerEnumType(GrantEventKind, {
  name: 'GrantEventKind',
  description: 'What became of a grant. DROPPED: its tokens went, because the setup or its client changed.',
});

@ObjectType({ description: 'Why the last refresh failed.' })
export class GrantFailure {
  @Field({ description: 'Its class, such as CONSENT_NEEDED, CLIENT or TEMPORARY.' })
  class: string;

  @Field({ description: 'The most telling code, such as invalid_grant or AADSTS7000222.' })
  code: string;

  @Field({ description: 'What happened and what to do.' })
  sentence: string;

  @Field(() => String, { nullable: true, description: 'The provider’s words.' })
  words: string | null;

  @Field(() => String, { nullable: true, description: 'ASK_EGRESS, COPY_REDIRECT_URI, ENTER_SECRET, GRANT_AGAIN or null.' })
  fix: string | null;

  @Field(() => GraphQLISODateTime, { description: 'Of the first failure since the last success.' })
  since: Date;

  @Field(() => GraphQLISODateTime, { description: 'Of the last one.' })
  at: Date;

  @Field(() => Int, { description: 'Failures since the last success.' })
  attempts: number;
}

@ObjectType({ description: 'Tokens that came, but for somebody else or for less than was asked: a person decides whether to keep them.' })
export class PendingConsent {
  @Field(() => ID, { description: 'For confirmGrant and rejectGrant.' })
  id: string;

  @Field(() => String, { nullable: true, description: 'Who consented instead; null: the right one, or the provider did not say.' })
  consentedAs: string | null;

  @Field({ description: 'Whose consent was wanted.' })
  user: string;

  @Field(() => [String], { description: 'Scopes that were asked for and not granted.' })
  missingScopes: string[];

  @Field(() => GraphQLISODateTime, { description: 'When the tokens are forgotten unless they are confirmed.' })
  expiresAt: Date;
}

@ObjectType({ description: 'One line of the refresh history.' })
export class GrantEvent {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  at: Date;

  @Field(() => GrantEventKind, { description: 'What.' })
  kind: GrantEventKind;

  @Field(() => String, { nullable: true, description: 'The most telling code of a failure.' })
  code: string | null;

  @Field(() => String, { nullable: true, description: 'A sentence for the person.' })
  detail: string | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds the provider took.' })
  tookMs: number | null;

  @Field(() => String, { nullable: true, description: 'Who did it, where it was a person.' })
  actorName: string | null;
}

@ObjectType({
  description: 'The tokens that one email profile, or platform mail, holds from its OAuth client. The tokens themselves are never shown.',
})
export class Grant {
  @Field(() => ID, { nullable: true, description: 'Null for the platform’s.' })
  profileId: string | null;

  @Field({ description: 'The profile’s name, or Platform mail.' })
  profileName: string;

  @Field({ description: 'The mailbox that the tokens are for.' })
  user: string;

  @Field(() => ID, { description: 'The OAuth client’s.' })
  clientId: string;

  @Field({ description: 'The OAuth client’s name.' })
  clientName: string;

  @Field({ description: 'The provider’s name.' })
  providerName: string;

  @Field(() => OAuthFlow, { description: 'How tokens come about.' })
  flow: OAuthFlow;

  @Field({ description: 'A person consents once.' })
  interactive: boolean;

  @Field(() => GrantStateName, { description: 'How it stands.' })
  state: GrantStateName;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since when; null: since ever.' })
  since: Date | null;

  @Field({ description: 'Why it stands so, as a sentence.' })
  why: string;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When a refresh is tried by itself; null: not before somebody acts.' })
  nextAttempt: Date | null;

  @Field(() => String, { nullable: true, description: 'A sentence; null: nothing needs doing.' })
  whatToDo: string | null;

  @Field({ description: 'The access token held has not expired.' })
  usable: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the access token came.' })
  obtainedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it expires; null: never, or there is none.' })
  expiresAt: Date | null;

  @Field({ description: 'A refresh token is held.' })
  hasRefreshToken: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the refresh token was last used or given.' })
  refreshUsedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the refresh token dies if nobody uses it; null: not known.' })
  refreshEndsAt: Date | null;

  @Field(() => Boolean, { description: 'Using the refresh token before then puts that end off; false: the provider fixed it.' })
  refreshEndMoves: boolean;

  @Field(() => [String], { description: 'What was granted, where that was said.' })
  scopes: string[];

  @Field(() => [String], { description: 'What was asked for and not granted.' })
  missingScopes: string[];

  @Field(() => String, { nullable: true, description: 'Who consented, where the provider said so.' })
  consentedAs: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When a person last granted it.' })
  grantedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Who that was.' })
  grantedByName: string | null;

  @Field(() => GrantFailure, { nullable: true, description: 'Why the last refresh failed; null: it did not.' })
  failure: GrantFailure | null;

  @Field({ description: 'refreshGrant makes sense.' })
  canRefresh: boolean;

  @Field({ description: 'beginGrant makes sense.' })
  canGrant: boolean;

  @Field({ description: 'revokeGrant makes sense.' })
  canRevoke: boolean;

  @Field({ description: 'A worker refreshes it right now.' })
  refreshing: boolean;

  @Field(() => PendingConsent, { nullable: true, description: 'Tokens that wait for a decision.' })
  pendingConsent: PendingConsent | null;

  @Field(() => [GrantEvent], { description: 'Newest first, at most 50.' })
  history: GrantEvent[];
}

@ObjectType({ description: 'A consent that was begun.' })
export class BegunGrant {
  @Field({ description: 'Where to send the browser.' })
  url: string;

  @Field(() => GraphQLISODateTime, { description: 'By then it must have come back.' })
  expiresAt: Date;
}

@ObjectType({ description: 'A grant whose tokens are gone here.' })
export class RevokedGrant {
  @Field(() => Grant, { description: 'As it stands now.' })
  grant: Grant;

  @Field({ description: 'The provider ended the tokens, too.' })
  providerTold: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, and what to do about it.' })
  note: string | null;
}
