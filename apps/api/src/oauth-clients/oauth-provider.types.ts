import { Field, Int, ObjectType } from '@nestjs/graphql';
import { ClientAuthenticationMethod, OAuthFlow, OAuthParameter } from '../oauth/oauth.types.ts';

@ObjectType({ description: 'One thing to do at the provider.' })
export class OAuthChecklistStep {
  @Field({ description: 'What, as a sentence.' })
  text: string;

  @Field(() => String, { nullable: true, description: 'What to copy from our form: REDIRECT_URI, SCOPE or null.' })
  copy: string | null;
}

@ObjectType({ description: 'What to ask for on one way to tokens.' })
export class OAuthProviderScope {
  @Field(() => OAuthFlow, { description: 'The way.' })
  flow: OAuthFlow;

  @Field({ description: 'With blanks between.' })
  scope: string;
}

@ObjectType({ description: 'A separate installation of a provider. In its URLs {directory} stands for the directory id.' })
export class OAuthProviderCloud {
  @Field({ description: 'Its id within the provider.' })
  id: string;

  @Field({ description: 'Its name.' })
  label: string;

  @Field(() => String, { nullable: true, description: 'Its issuer, where one is known.' })
  issuer: string | null;

  @Field(() => String, { nullable: true, description: 'Where people consent; null: the person knows.' })
  authorizationUrl: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens come from; null: the person knows.' })
  tokenUrl: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens are ended.' })
  revocationUrl: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens are looked up.' })
  introspectionUrl: string | null;

  @Field(() => [OAuthProviderScope], { description: 'What it documents; none: the person knows.' })
  scopes: OAuthProviderScope[];

  @Field(() => String, { nullable: true, description: 'Submission host that takes its tokens.' })
  smtpHost: string | null;
}

@ObjectType({ description: 'One way to come by tokens at a provider.' })
export class OAuthProviderFlow {
  @Field(() => OAuthFlow, { description: 'Which.' })
  flow: OAuthFlow;

  @Field({ description: 'Its name.' })
  label: string;

  @Field(() => [ClientAuthenticationMethod], { description: 'How clients may authenticate, the usual way first.' })
  authentications: ClientAuthenticationMethod[];

  @Field(() => [OAuthParameter], { description: 'Sent with each authorization request, unless a setup says otherwise.' })
  authorizationParameters: OAuthParameter[];

  @Field(() => [OAuthChecklistStep], { description: 'What to set up at the provider, in order.' })
  checklist: OAuthChecklistStep[];
}

@ObjectType({ description: 'An identity provider, as data.' })
export class OAuthProvider {
  @Field({ description: 'google, microsoft365 or generic.' })
  id: string;

  @Field({ description: 'Its name.' })
  name: string;

  @Field({ description: 'The form asks for a directory (tenant) id.' })
  asksDirectory: boolean;

  @Field(() => [OAuthProviderCloud], { description: 'Its installations, the usual one first.' })
  clouds: OAuthProviderCloud[];

  @Field(() => [OAuthProviderFlow], { description: 'Ways to tokens.' })
  flows: OAuthProviderFlow[];

  @Field(() => Int, { nullable: true, description: 'Days after which an unused refresh token dies.' })
  refreshTokenIdleDays: number | null;

  @Field(() => [String], { description: 'What ends a refresh token, as sentences.' })
  refreshTokenEndsWhen: string[];

  @Field(() => Int, { nullable: true, description: 'Days a client secret lives at most; null: it need not expire.' })
  clientSecretDays: number | null;

  @Field(() => [String], { description: 'What to beware of, as sentences.' })
  notes: string[];

  @Field({ description: 'The provider’s own documentation, a URL.' })
  documentation: string;

  @Field(() => [String], { description: 'Presets of submission servers that take its tokens.' })
  presets: string[];
}

@ObjectType({ description: 'What is known of identity providers.' })
export class OAuthProviders {
  @Field(() => [OAuthProvider], { description: 'Those we know, then the generic one.' })
  providers: OAuthProvider[];

  @Field(() => [String], { description: 'Parameter names that the protocol owns.' })
  reservedParameters: string[];
}
