import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Security } from './submission.types.ts';

@ObjectType({ description: 'A port that the provider documents beside its usual one.' })
export class PresetEndpoint {
  @Field(() => Int, { description: 'The port.' })
  port: number;

  @Field(() => Security, { description: 'What it speaks.' })
  security: Security;
}

@ObjectType({ description: 'A region or data centre with a host of its own.' })
export class PresetVariant {
  @Field(() => ID, { description: 'Its id within the preset.' })
  id: string;

  @Field({ description: 'Its name.' })
  label: string;

  @Field({ description: 'Its host.' })
  host: string;
}

@ObjectType({ description: 'What the provider lets through. Null: no figure that holds for every plan.' })
export class PresetLimits {
  @Field(() => Int, { nullable: true, description: 'Connections at once.' })
  connections: number | null;

  @Field(() => Int, { nullable: true, description: 'Messages in a minute.' })
  perMinute: number | null;

  @Field(() => Int, { nullable: true, description: 'Messages, each to one recipient, in any 24 hours.' })
  perDay: number | null;

  @Field(() => Int, { nullable: true, description: 'Recipients of one message.' })
  recipientsPerMessage: number | null;

  @Field(() => Int, { nullable: true, description: 'Megabytes of one message as sent, attachments encoded.' })
  messageMb: number | null;
}

@ObjectType({ description: 'Something that changes at the provider.' })
export class PresetNotice {
  @Field({ description: 'From when, as an ISO date.' })
  from: string;

  @Field({ description: 'What.' })
  text: string;
}

@ObjectType({ description: 'What is known of a provider’s submission service.' })
export class SubmissionPreset {
  @Field({ description: 'Its id.' })
  id: string;

  @Field({ description: 'Its name.' })
  name: string;

  @Field({ description: 'custom, mailbox (sends as one mailbox), relay (a sending service) or api (the password is an API key).' })
  group: string;

  @Field(() => String, { nullable: true, description: 'Null is for the person to fill in, or to choose from the variants.' })
  host: string | null;

  @Field(() => Int, { nullable: true, description: 'Null is for the person to fill in.' })
  port: number | null;

  @Field(() => Security, { nullable: true, description: 'Null is for the person to choose.' })
  security: Security | null;

  @Field(() => [PresetEndpoint], { description: 'Other ports that the provider documents; each is accepted.' })
  alternatives: PresetEndpoint[];

  @Field(() => [PresetVariant], { description: 'Regions and data centres, the usual one first; one of their hosts is accepted.' })
  variants: PresetVariant[];

  @Field({ description: 'What to type as user name.' })
  usernameHint: string;

  @Field({ description: 'What to type as password.' })
  passwordHint: string;

  @Field(() => [String], { description: 'What to know before using it.' })
  notes: string[];

  @Field(() => String, { nullable: true, description: 'The user name, where it is the same for everybody.' })
  fixedUsername: string | null;

  @Field(() => String, { nullable: true, description: 'Provider of OAuth tokens it takes; null: none known.' })
  oauthProvider: string | null;

  @Field({ description: 'Whether blanks in a pasted password are removed.' })
  stripsPasswordBlanks: boolean;

  @Field(() => PresetLimits, { description: 'What the provider lets through.' })
  limits: PresetLimits;

  @Field(() => [PresetNotice], { description: 'What changes there, and when.' })
  notices: PresetNotice[];

  @Field(() => [String], { description: 'Domains of addresses that belong to it, for guessing it from an address.' })
  domains: string[];

  @Field(() => String, { nullable: true, description: 'ISO date on which this was compared with its documentation. Null: not yet.' })
  verified: string | null;

  @Field({ description: 'The provider’s own page on it.' })
  documentation: string;
}
