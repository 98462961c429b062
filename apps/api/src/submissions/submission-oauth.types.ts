import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { submissionAuthentication } from '@posthorn/contracts';
import { OAuthParameter, OAuthParameterInput } from '../oauth/oauth.types.ts';

export const SubmissionAuthentication = submissionAuthentication.enum;
export type SubmissionAuthentication = keyof typeof SubmissionAuthentication;
registerEnumType(SubmissionAuthentication, {
  name: 'SubmissionAuthentication',
  description: 'How a submission setup signs in. PASSWORD: with a password, or not at all. OAUTH2: with an access token.',
});

@ObjectType({ description: 'How a setup comes by its access tokens.' })
export class SubmissionOAuth {
  @Field(() => ID, { description: 'The OAuth client.' })
  clientId: string;

  @Field({ description: 'Its name.' })
  clientName: string;

  @Field({ description: 'Whether a person consents. If not, the client’s own credentials are used.' })
  interactive: boolean;

  @Field({ description: 'As typed; empty: the client’s.' })
  scope: string;

  @Field({ description: 'What is asked for in the end.' })
  effectiveScope: string;

  @Field(() => Int, { description: 'Seconds that a send waits for a token; 0 or less: not at all.' })
  accessTokenTimeoutSeconds: number;

  @Field(() => Int, { description: 'Seconds that an access token lives of which the provider did not say; 0 or less: it never expires.' })
  defaultExpirationSeconds: number;

  @Field(() => Int, { description: 'Seconds before its expiry at which an access token is replaced; 0 or less: exactly then.' })
  refreshBeforeSeconds: number;

  @Field(() => [OAuthParameter], { description: 'Added to the authorization URL.' })
  authorizationParameters: OAuthParameter[];

  @Field(() => [OAuthParameter], { description: 'Added where the authorization code is redeemed.' })
  authorizationCodeParameters: OAuthParameter[];

  @Field(() => [OAuthParameter], { description: 'Added where the client asks for itself.' })
  clientCredentialsParameters: OAuthParameter[];

  @Field(() => [OAuthParameter], { description: 'Added to refreshes.' })
  refreshParameters: OAuthParameter[];

  @Field(() => [String], { description: 'Names of the advanced fields that differ from their defaults.' })
  changed: string[];
}

@InputType({ description: 'How a setup comes by its access tokens. What is left out has its default.' })
export class SubmissionOAuthInput {
  @Field(() => ID, { nullable: true, description: 'The OAuth client. Null for platform mail, which has one.' })
  clientId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a person consents. Default: false.' })
  interactive?: boolean | null;

  @Field(() => String, { nullable: true, description: 'With blanks between. Default: the client’s.' })
  scope?: string | null;

  @Field(() => Int, { nullable: true, description: '-3,600 to 3,600; below 0 as 0. Default: 120.' })
  accessTokenTimeoutSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: '-31,536,000 to 31,536,000; below 0 as 0. Default: 0.' })
  defaultExpirationSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: '-86,400 to 86,400; below 0 as 0. Default: 300.' })
  refreshBeforeSeconds?: number | null;

  @Field(() => [OAuthParameterInput], { nullable: true, description: 'Added to the authorization URL, at most 20.' })
  authorizationParameters?: OAuthParameterInput[] | null;

  @Field(() => [OAuthParameterInput], { nullable: true, description: 'Added where the authorization code is redeemed, at most 20.' })
  authorizationCodeParameters?: OAuthParameterInput[] | null;

  @Field(() => [OAuthParameterInput], { nullable: true, description: 'Added where the client asks for itself, at most 20.' })
  clientCredentialsParameters?: OAuthParameterInput[] | null;

  @Field(() => [OAuthParameterInput], { nullable: true, description: 'Added to refreshes, at most 20.' })
  refreshParameters?: OAuthParameterInput[] | null;
}
