import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { clientAuthenticationMethod, grantStateName, oauthFlow } from '@posthorn/contracts';

export const ClientAuthenticationMethod = clientAuthenticationMethod.enum;
export type ClientAuthenticationMethod = keyof typeof ClientAuthenticationMethod;
registerEnumType(ClientAuthenticationMethod, {
  name: 'ClientAuthenticationMethod',
  description: 'How an OAuth client proves who it is: its secret in the header or in the body, a signed assertion, or not at all.',
});

export const OAuthFlow = oauthFlow.enum;
export type OAuthFlow = keyof typeof OAuthFlow;
registerEnumType(OAuthFlow, {
  name: 'OAuthFlow',
  description: 'How tokens come about. AUTHORIZATION_CODE needs a person once; the others never.',
});

export const GrantStateName = grantStateName.enum;
export type GrantStateName = keyof typeof GrantStateName;
registerEnumType(GrantStateName, {
  name: 'GrantStateName',
  description:
    'How a grant stands. NONE: no token is held. AWAITING_CONSENT: a person is at the provider. EXPIRING: valid, but not for long, or not replaceable. CONSENT_NEEDED: only a person can help. REVOKED: ended here.',
});

@ObjectType({ description: 'An additional parameter of a request to an identity provider.' })
export class OAuthParameter {
  @Field({ description: 'Its name; names may repeat.' })
  name: string;

  @Field({ description: 'Its value.' })
  value: string;
}

@InputType({ description: 'An additional parameter of a request to an identity provider.' })
export class OAuthParameterInput {
  @Field({ description: 'Its name, none of those the protocol owns; names may repeat.' })
  name: string;

  @Field({ description: 'Its value.' })
  value: string;
}

@ObjectType({ description: 'Saving would drop tokens that are held. Nothing was saved; ask again with dropTokens.' })
export class TokensWouldDrop {
  @Field(() => [String], { description: 'What changed, in words: “the user name”, “the token URL”, “the host”.' })
  changed: string[];

  @Field(() => [String], { description: 'Names of the profiles that would lose their tokens; empty for the platform’s own.' })
  profiles: string[];
}
