import { providers, reservedParameters, type Provider, type ProviderCloud, type ProviderFlow } from '@posthorn/oauth';
import { presets } from '@posthorn/smtp';
import type { OAuthProvider, OAuthProviderCloud, OAuthProviderFlow, OAuthProviders } from './oauth-provider.types.ts';

function toProvider({ id, name, asksDirectory, clouds, flows, refreshToken, ...rest }: Provider): OAuthProvider {
  return {
    id,
    name,
    asksDirectory,
    clouds: clouds.map(toCloud),
    flows: flows.map(toFlow),
    refreshTokenIdleDays: refreshToken.idleDays,
    refreshTokenEndsWhen: [...refreshToken.endsWhen],
    clientSecretDays: rest.clientSecretDays,
    notes: [...rest.notes],
    documentation: rest.documentation,
    presets: presets.filter(({ oauth }) => oauth?.provider === id).map((preset) => preset.id),
  };
}

const toCloud = ({ id, label, endpoints, scopes, smtpHost }: ProviderCloud): OAuthProviderCloud => ({
  id,
  label,
  smtpHost,
  issuer: endpoints?.issuer ?? null,
  authorizationUrl: endpoints?.authorization ?? null,
  tokenUrl: endpoints?.token ?? null,
  revocationUrl: endpoints?.revocation ?? null,
  introspectionUrl: endpoints?.introspection ?? null,
  scopes: (['AUTHORIZATION_CODE', 'CLIENT_CREDENTIALS', 'JWT_BEARER'] as const).flatMap((flow) => {
    const scope = scopes[flow];
    return scope === undefined ? [] : [{ flow, scope }];
  }),
});

const toFlow = ({ flow, label, authentications, authorizationParameters, checklist }: ProviderFlow): OAuthProviderFlow => ({
  flow,
  label,
  authentications: [...authentications],
  authorizationParameters: authorizationParameters.map((parameter) => ({ ...parameter })),
  checklist: checklist.map((step) => ({ ...step })),
});

/** All that is known of providers, for the forms. */
export const providerData: OAuthProviders = { providers: providers.map(toProvider), reservedParameters: [...reservedParameters] };
