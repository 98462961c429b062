import { Field, GraphQLISODateTime, InputType, Int, ObjectType } from '@nestjs/graphql';
import { GrantStateName } from '../oauth/oauth.types.ts';
import { SubmissionAuthentication, SubmissionOAuth, SubmissionOAuthInput } from './submission-oauth.types.ts';
import { SubmissionState } from './submission-state.ts';
import { CheckSummary, FailureSummary, SecretAction, Security, SubmissionAdvanced, SubmissionAdvancedInput } from './submission.types.ts';

/** What is read of every submission setup, the platform's and the tenants' alike. */
@ObjectType({ isAbstract: true })
export abstract class SubmissionSetup {
  @Field({ description: 'The sender’s address.' })
  fromAddress: string;

  @Field(() => String, { nullable: true, description: 'Where answers go, if elsewhere.' })
  replyTo: string | null;

  @Field({ description: 'The id of a submission preset, or custom.' })
  preset: string;

  @Field({ description: 'The server.' })
  host: string;

  @Field(() => Int, { description: 'Its port.' })
  port: number;

  @Field(() => Security, { description: 'How the connection is secured.' })
  security: Security;

  @Field(() => String, { nullable: true, description: 'Null: no signing in.' })
  username: string | null;

  @Field(() => SubmissionAuthentication, { description: 'How it signs in.' })
  authentication: SubmissionAuthentication;

  @Field(() => SubmissionOAuth, { nullable: true, description: 'With OAUTH2: how it comes by its tokens.' })
  oauth: SubmissionOAuth | null;

  @Field(() => GrantStateName, { nullable: true, description: 'With OAUTH2: how its grant stands.' })
  grantState: GrantStateName | null;

  @Field({ description: 'Whether a password is stored. It never comes out.' })
  passwordSet: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was stored.' })
  passwordChangedAt: Date | null;

  @Field(() => Int, { description: 'Milliseconds each stage may take.' })
  timeoutMs: number;

  @Field(() => SubmissionAdvanced, { description: 'What is seldom changed.' })
  advanced: SubmissionAdvanced;

  @Field({ description: 'Whether a proxy password is stored. It never comes out.' })
  proxyPasswordSet: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Until then each attempt keeps its transcript. Null: none does.' })
  debugUntil: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was saved.' })
  updatedAt: Date;

  @Field(() => String, { nullable: true, description: 'By whom.' })
  updatedByName: string | null;

  @Field(() => SubmissionState, { description: 'How it stands.' })
  state: SubmissionState;

  @Field({ description: 'It leads to this installation’s sandbox: nobody receives its mail.' })
  inSandbox: boolean;

  @Field(() => CheckSummary, { nullable: true, description: 'The newest finished check of the saved settings.' })
  lastCheck: CheckSummary | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When a mail was last accepted.' })
  lastSuccessAt: Date | null;

  @Field(() => FailureSummary, { nullable: true, description: 'The newest failure of a delivery with these settings.' })
  lastFailure: FailureSummary | null;

  @Field(() => Int, { description: 'Failures since then in a row.' })
  consecutiveFailures: number;
}

/** What is written of every submission setup. */
@InputType({ isAbstract: true })
export abstract class SubmissionSetupInput {
  @Field({ description: 'An e-mail address.' })
  fromAddress: string;

  @Field(() => String, { nullable: true, description: 'An e-mail address; null for none.' })
  replyTo?: string | null;

  @Field({ description: 'The id of a submission preset, which then decides host, port and security among those it knows; or custom.' })
  preset: string;

  @Field({ description: 'Host name or address.' })
  host: string;

  @Field(() => Int, { description: '1 to 65535.' })
  port: number;

  @Field(() => Security, { description: 'How the connection is secured.' })
  security: Security;

  @Field(() => String, { nullable: true, description: 'Null: no signing in.' })
  username?: string | null;

  @Field(() => SubmissionAuthentication, {
    nullable: true,
    defaultValue: SubmissionAuthentication.PASSWORD,
    description: 'How to sign in. OAUTH2 removes a stored password, PASSWORD the tokens held.',
  })
  authentication?: SubmissionAuthentication | null;

  @Field(() => SubmissionOAuthInput, { nullable: true, description: 'For OAUTH2.' })
  oauth?: SubmissionOAuthInput | null;

  @Field(() => Boolean, {
    defaultValue: false,
    nullable: true,
    description: 'The person was told that saving drops the tokens held, and wants it.',
  })
  dropTokens?: boolean | null;

  @Field(() => SecretAction, { description: 'What happens to the stored password. KEEP is refused once the destination changes.' })
  passwordAction: SecretAction;

  @Field(() => String, { nullable: true, description: 'For REPLACE.' })
  password?: string | null;

  @Field(() => Int, { description: '1,000 to 120,000.' })
  timeoutMs: number;

  @Field(() => SubmissionAdvancedInput, { nullable: true, description: 'What is seldom changed. Null: all of it has its defaults.' })
  advanced?: SubmissionAdvancedInput | null;

  @Field(() => SecretAction, {
    defaultValue: SecretAction.KEEP,
    description: 'What happens to the stored proxy password. KEEP is refused once the destination changes.',
  })
  proxyPasswordAction: SecretAction;

  @Field(() => String, { nullable: true, description: 'For REPLACE.' })
  proxyPassword?: string | null;
}
