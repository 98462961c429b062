'use client';

import { Panel, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { GrantButtons, RevokedNotice } from '@/features/oauth/grant-buttons.tsx';
import { GrantFacts } from '@/features/oauth/grant-facts.tsx';
import { GrantHistory } from '@/features/oauth/grant-history.tsx';
import { GrantStatus } from '@/features/oauth/grant-status.tsx';
import type { GrantResult } from '@/features/oauth/grant-words.ts';
import { PendingConsent } from '@/features/oauth/pending-consent.tsx';
import { ResultBanner } from '@/features/oauth/result-banner.tsx';
import { useGrant } from '@/features/oauth/use-grant.ts';
import type { Grant } from '@/features/oauth/use-grant.ts';
import { useGrantActions } from '@/features/oauth/use-grant-actions.ts';
import { useResult } from '@/features/oauth/use-result.ts';
import type { EgressRequest } from '@/features/egress/egress-path.ts';
import { useAskEgress } from '@/features/egress/use-ask-egress.ts';

interface TokenDeskProps {
  grant: Grant;
  profile: { id: string; name: string; waiting: number };
  client: { id: string; redirectUri: string; tokenUrl: string };
  egressRequests: readonly EgressRequest[];
  result: GrantResult | null;
  /** `/t/…` */
  base: string;
}

/** A profile's token, live: what it is worth, what to do, what it is made of, what happened. */
export function TokenDesk({ profile, client, egressRequests, base, ...props }: TokenDeskProps): ReactElement {
  const [grant, take] = useGrant(props.grant, profile.id);
  const [result, dismiss] = useResult(props.result, 'result');
  const actions = useGrantActions(profile.id, take, dismiss);
  const egress = useAskEgress(egressRequests);
  const clientHref = `${base}/oauth-clients/${client.id}`;

  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3 empty:hidden">
        {result !== null && <ResultBanner result={result} grant={grant} onDismiss={dismiss} />}
        <RevokedNotice actions={actions} providerName={grant.providerName} />
        <PendingConsent grant={grant} actions={actions} canAct />
      </div>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <Panel title="State" footer={<GrantButtons grant={grant} actions={actions} />}>
          <GrantStatus grant={grant} fixes={{ ...client, clientHref, egress }} />
          {profile.waiting > 0 && (
            <p className="mt-3">
              <TextLink href={`${base}/messages?profile=${profile.id}`}>
                {profile.waiting === 1 ? '1 message waits' : `${profile.waiting.toLocaleString('en')} messages wait`}
              </TextLink>{' '}
              <span className="text-muted-foreground">in its queue.</span>
            </p>
          )}
        </Panel>
        <Panel title="What is held">
          <GrantFacts grant={grant} clientHref={clientHref} />
        </Panel>
      </div>
      <section aria-labelledby="history">
        <h2 id="history" className="mb-2 text-base font-semibold">
          History
        </h2>
        <GrantHistory history={grant.history} />
      </section>
    </div>
  );
}
