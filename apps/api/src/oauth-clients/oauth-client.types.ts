import { createUnionType, Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { SecretAction } from '../submissions/submission.types.ts';
import { ClientAuthenticationMethod, GrantStateName, OAuthFlow, TokensWouldDrop } from '../oauth/oauth.types.ts';

@ObjectType({ description: 'An email profile that signs in through an OAuth client.' })
export class OAuthClientProfile {
  @Field(() => ID, { description: 'The profile’s.' })
  id: string;

  @Field({ description: 'Its name now.' })
  name: string;

  @Field(() => GrantStateName, { description: 'How its grant stands.' })
  grantState: GrantStateName;
}

@ObjectType({ description: 'A registration at an identity provider, used by many profiles. Its secret goes in and never comes out.' })
export class OAuthClient {
  @Field(() => ID, { description: 'Part of its redirect URI.' })
  id: string;

  @Field(() => Int, { description: 'Optimistic lock: send it back with a save.' })
  version: number;

  @Field({ description: 'What people call it.' })
  name: string;

  @Field({ description: 'google, microsoft365 or generic.' })
  provider: string;

  @Field({ description: 'The provider’s name.' })
  providerName: string;

  @Field({ description: 'A national cloud of the provider; global for most.' })
  cloud: string;

  @Field(() => String, { nullable: true, description: 'Directory (tenant) id at Microsoft.' })
  directory: string | null;

  @Field({ description: 'Its id at the provider.' })
  clientId: string;

  @Field(() => ClientAuthenticationMethod, { description: 'How it proves who it is.' })
  authentication: ClientAuthenticationMethod;

  @Field({ description: 'A client secret or private key is stored.' })
  secretSet: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When that was entered.' })
  secretChangedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the provider stops taking it, as a person read there.' })
  secretExpiresAt: Date | null;

  @Field(() => Int, { nullable: true, description: 'Days left, where the secret ends within 90 days; 0: it has ended.' })
  secretEndsInDays: number | null;

  @Field(() => String, { nullable: true, description: '`kid` beside a private key.' })
  keyId: string | null;

  @Field(() => String, { nullable: true, description: 'Certificate beside a private key, PEM.' })
  certificate: string | null;

  @Field(() => OAuthFlow, { description: 'The way to tokens where nobody consents.' })
  unattendedFlow: OAuthFlow;

  @Field(() => String, { nullable: true, description: 'Compared with `iss` in callbacks, exactly; null: not known, not compared.' })
  issuer: string | null;

  @Field(() => String, { nullable: true, description: 'Where people consent.' })
  authorizationUrl: string | null;

  @Field({ description: 'Where tokens come from.' })
  tokenUrl: string;

  @Field(() => String, { nullable: true, description: 'Where tokens are ended (RFC 7009).' })
  revocationUrl: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens are looked up (RFC 7662).' })
  introspectionUrl: string | null;

  @Field({ description: 'The provider promises `iss` in every callback (RFC 9207): one without it is refused.' })
  promisesIssuer: boolean;

  @Field({ description: 'What profiles ask for unless they say otherwise; empty: what the provider documents.' })
  scope: string;

  @Field(() => Int, { description: 'For each of looking up, connecting and the TLS handshake, in milliseconds.' })
  connectTimeoutMs: number;

  @Field(() => Int, { description: 'For a request and its answer, in milliseconds.' })
  requestTimeoutMs: number;

  @Field(() => String, { nullable: true, description: 'Trusted in place of the public authorities, PEM.' })
  ca: string | null;

  @Field({ description: 'To register at the provider, letter for letter.' })
  redirectUri: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it was last saved.' })
  updatedAt: Date;

  @Field(() => String, { nullable: true, description: 'By whom.' })
  updatedByName: string | null;

  @Field(() => [OAuthClientProfile], { description: 'Profiles that sign in through it, by name; none for the platform’s.' })
  profiles: OAuthClientProfile[];
}

@InputType({ description: 'All of an OAuth client. Of a known provider the endpoints come from its data, whatever stands here.' })
export class OAuthClientInput {
  @Field(() => ID, { nullable: true, description: 'Of `newRedirectUri`; for a new client.' })
  id?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'The version that the form was opened with; 0 for a new one.' })
  version?: number | null;

  @Field({ description: 'What people call it; unique in the tenant.' })
  name: string;

  @Field({ description: 'google, microsoft365 or generic.' })
  provider: string;

  @Field(() => String, { nullable: true, defaultValue: 'global', description: 'A cloud of the provider.' })
  cloud?: string | null;

  @Field(() => String, { nullable: true, description: 'Directory (tenant) id at Microsoft.' })
  directory?: string | null;

  @Field({ description: 'Its id at the provider.' })
  clientId: string;

  @Field(() => ClientAuthenticationMethod, { description: 'How it proves who it is.' })
  authentication: ClientAuthenticationMethod;

  @Field(() => SecretAction, {
    description: 'What becomes of the stored secret. KEEP is refused where issuer, token, revocation or introspection URL change.',
  })
  secretAction: SecretAction;

  @Field(() => String, { nullable: true, description: 'Client secret, private key in PEM form, or Google’s JSON key file.' })
  secret?: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the provider stops taking the secret.' })
  secretExpiresAt?: Date | null;

  @Field(() => String, { nullable: true, description: '`kid` beside a private key.' })
  keyId?: string | null;

  @Field(() => String, { nullable: true, description: 'Certificate beside a private key, PEM.' })
  certificate?: string | null;

  @Field(() => OAuthFlow, {
    nullable: true,
    defaultValue: OAuthFlow.CLIENT_CREDENTIALS,
    description: 'The way to tokens where nobody consents; known providers have one each.',
  })
  unattendedFlow?: OAuthFlow | null;

  @Field(() => String, { nullable: true, description: 'The provider’s issuer.' })
  issuer?: string | null;

  @Field(() => String, { nullable: true, description: 'Where people consent.' })
  authorizationUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens come from.' })
  tokenUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens are ended.' })
  revocationUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens are looked up.' })
  introspectionUrl?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'The provider promises `iss` in every callback.' })
  promisesIssuer?: boolean | null;

  @Field(() => String, { nullable: true, description: 'What profiles ask for unless they say otherwise.' })
  scope?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 10_000, description: 'To connect, 1,000 to 60,000 ms.' })
  connectTimeoutMs?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 10_000, description: 'For a request and its answer, 1,000 to 60,000 ms.' })
  requestTimeoutMs?: number | null;

  @Field(() => String, { nullable: true, description: 'Trusted in place of the public authorities, PEM.' })
  ca?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'The person was told which tokens drop, and wants it.' })
  dropTokens?: boolean | null;
}

@ObjectType({ description: 'An OAuth client that was saved.' })
export class OAuthClientSaved {
  @Field(() => OAuthClient, { description: 'As it stands now.' })
  client: OAuthClient;

  @Field(() => [String], { description: 'What was changed on the way in, as sentences for the person.' })
  notes: string[];
}

@ObjectType({ description: 'Somebody saved meanwhile: nothing was written.' })
export class StaleOAuthClient {
  @Field(() => OAuthClient, { description: 'What stands now.' })
  current: OAuthClient;
}

export const UpdateOAuthClientResult = createUnionType({
  name: 'UpdateOAuthClientResult',
  description: 'Saved, or refused because somebody saved meanwhile or tokens would drop.',
  types: () => [OAuthClientSaved, StaleOAuthClient, TokensWouldDrop] as const,
  resolveType: (value: object) => ('current' in value ? StaleOAuthClient : 'changed' in value ? TokensWouldDrop : OAuthClientSaved),
});

@ObjectType({ description: 'Deleted, its secret wiped.' })
export class OAuthClientDeleted {
  @Field(() => ID, { description: 'The one that was.' })
  id: string;
}

@ObjectType({ description: 'Profiles sign in through it: nothing was deleted.' })
export class OAuthClientInUse {
  @Field(() => [OAuthClientProfile], { description: 'Which, by name.' })
  profiles: OAuthClientProfile[];
}

export const DeleteOAuthClientResult = createUnionType({
  name: 'DeleteOAuthClientResult',
  description: 'Deleted, or refused because profiles use it.',
  types: () => [OAuthClientDeleted, OAuthClientInUse] as const,
  resolveType: (value: object) => ('profiles' in value ? OAuthClientInUse : OAuthClientDeleted),
});

@ObjectType({ description: 'An id and its redirect URI, for a client that is about to be made.' })
export class NewRedirectUri {
  @Field(() => ID, { description: 'The client’s to be.' })
  id: string;

  @Field({ description: 'To register at the provider, letter for letter.' })
  redirectUri: string;
}

@InputType({ description: 'Whose metadata to read.' })
export class DiscoverEndpointsInput {
  @Field({ description: 'The provider’s issuer, a URL.' })
  issuer: string;

  @Field(() => Int, { nullable: true, defaultValue: 10_000, description: 'To connect, 1,000 to 60,000 ms.' })
  connectTimeoutMs?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 10_000, description: 'For a request and its answer, 1,000 to 60,000 ms.' })
  requestTimeoutMs?: number | null;

  @Field(() => String, { nullable: true, description: 'Trusted in place of the public authorities, PEM.' })
  ca?: string | null;
}

@ObjectType({ description: 'What a provider says of itself. Nothing was saved.' })
export class DiscoveredEndpoints {
  @Field({ description: 'As the document spells it.' })
  issuer: string;

  @Field(() => String, { nullable: true, description: 'Where people consent.' })
  authorizationUrl: string | null;

  @Field({ description: 'Where tokens come from.' })
  tokenUrl: string;

  @Field(() => String, { nullable: true, description: 'Where tokens are ended.' })
  revocationUrl: string | null;

  @Field(() => String, { nullable: true, description: 'Where tokens are looked up.' })
  introspectionUrl: string | null;

  @Field({ description: 'It promises `iss` in every callback.' })
  promisesIssuer: boolean;

  @Field(() => [ClientAuthenticationMethod], { description: 'How clients may authenticate, of the ways we know.' })
  authentications: ClientAuthenticationMethod[];

  @Field(() => [String], { description: 'Scopes it names; none: not said.' })
  scopesSupported: string[];
}
