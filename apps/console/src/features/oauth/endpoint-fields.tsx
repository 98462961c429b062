'use client';

import { Button, TextField } from '@posthorn/ui';
import { Radar } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { asApiError } from '@/api/answer.ts';
import { DiscoverEndpointsDocument } from '@/generated/graphql.ts';
import type { EgressPath } from '@/features/egress/egress-path.ts';
import { EgressFix } from '@/features/egress/egress-fix.tsx';
import { useClientForm } from './use-client-form.ts';

const url = { mono: true, type: 'url', inputMode: 'url', autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

/** Where a provider that we don't know answers: discovered from its issuer, or typed. */
export function EndpointFields({ prefix, egress }: { prefix: string; egress: EgressPath | undefined }): ReactElement {
  const { at } = useClientForm(prefix);
  const discovery = useDiscovery(prefix);
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <TextField
          {...url}
          name={at('issuer')}
          label="Issuer"
          hint="optional"
          placeholder="https://id.example.org"
          help="Its URLs are read from /.well-known/openid-configuration or oauth-authorization-server."
          action={
            <Button size="sm" loading={discovery.busy} onClick={() => void discovery.discover()}>
              <Radar aria-hidden />
              Discover
            </Button>
          }
        />
        <p role="status" className="text-xs text-success empty:hidden">
          {discovery.found}
        </p>
        {egress !== undefined && discovery.blocked !== null && <EgressFix url={discovery.blocked} egress={egress} />}
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField {...url} name={at('authorizationUrl')} label="Authorization URL" help="Needed where a person consents." />
        <TextField {...url} name={at('tokenUrl')} label="Token URL" required />
        <TextField
          {...url}
          name={at('revocationUrl')}
          label="Revocation URL"
          hint="optional"
          help="Without it a revoked token lives on at the provider until it expires."
        />
        <TextField {...url} name={at('introspectionUrl')} label="Introspection URL" hint="optional" />
      </div>
    </>
  );
}

interface Discovery {
  busy: boolean;
  found: string | null;
  /** The issuer that may not be reached from here. */
  blocked: string | null;
  discover: () => Promise<void>;
}

/** The refusal has no code of its own, only the sentence that every such refusal begins with. */
const isBlocked = (sentence: string): boolean => sentence.startsWith('This server may not connect');

function useDiscovery(prefix: string): Discovery {
  const act = useAct();
  const { values, set, refuse } = useClientForm(prefix);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<string | null>(null);
  const [blocked, setBlocked] = useState<string | null>(null);

  const discover = async (): Promise<void> => {
    const issuer = values.issuer?.trim() ?? '';
    setFound(null);
    setBlocked(null);
    if (issuer === '') return refuse('issuer', 'Type the issuer first: the address the provider calls itself by.');
    setBusy(true);
    try {
      const { connectTimeoutMs = 10_000, requestTimeoutMs = 10_000, ca } = values;
      const input = { issuer, connectTimeoutMs, requestTimeoutMs, ca: ca || null };
      const { discoverEndpoints: them } = await act(DiscoverEndpointsDocument, { input });
      const [preferred] = them.authentications;
      set({
        issuer: them.issuer,
        authorizationUrl: them.authorizationUrl ?? '',
        tokenUrl: them.tokenUrl,
        revocationUrl: them.revocationUrl ?? '',
        introspectionUrl: them.introspectionUrl ?? '',
        promisesIssuer: them.promisesIssuer,
        ...(preferred !== undefined && !them.authentications.includes(values.authentication) && { authentication: preferred }),
      });
      const scopes = them.scopesSupported.length === 0 ? '' : ` Its scopes: ${them.scopesSupported.slice(0, 20).join(' ')}.`;
      setFound(`Found.${scopes}`);
    } catch (error) {
      const { message } = asApiError(error);
      refuse('issuer', message);
      if (isBlocked(message)) setBlocked(issuer);
    } finally {
      setBusy(false);
    }
  };
  return { busy, found, blocked, discover };
}
