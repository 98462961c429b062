'use client';

import { Disclosure, Panel } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { GrantButtons, RevokedNotice } from './grant-buttons.tsx';
import { GrantFacts } from './grant-facts.tsx';
import type { GrantFixes } from './grant-fix.tsx';
import { GrantHistory } from './grant-history.tsx';
import { GrantStatus } from './grant-status.tsx';
import type { GrantResult } from './grant-words.ts';
import { PendingConsent } from './pending-consent.tsx';
import { ResultBanner } from './result-banner.tsx';
import { useGrant } from './use-grant.ts';
import type { Grant } from './use-grant.ts';
import { useGrantActs } from './use-grant-acts.ts';
import { useResult } from './use-result.ts';

export interface GrantPanelProps {
  /** As the page read it; from then on the panel follows it. */
  grant: Grant;
  /** null: the platform's. */
  profileId: string | null;
  /** Shows the buttons. */
  canAct: boolean;
  /** Without it failures have no button. */
  fixes?: GrantFixes;
  /** What the callback said, from the page's address, and under which name. */
  result?: GrantResult | null;
  resultParameter?: string;
}

/** A grant in one panel, live: state, countdown, what to do, buttons; facts and history folded. */
export function GrantPanel({ profileId, canAct, fixes, ...props }: GrantPanelProps): ReactElement {
  const [grant, take] = useGrant(props.grant, profileId);
  const [result, dismiss] = useResult(props.result ?? null, props.resultParameter ?? 'result');
  const acts = useGrantActs(profileId, take, dismiss);
  return (
    <Panel id="token" title="Token" {...(canAct && { footer: <GrantButtons grant={grant} acts={acts} /> })}>
      <div className="flex flex-col gap-3">
        {result !== null && <ResultBanner result={result} grant={grant} onDismiss={dismiss} />}
        <RevokedNotice acts={acts} providerName={grant.providerName} />
        <PendingConsent grant={grant} acts={acts} canAct={canAct} />
        <GrantStatus grant={grant} fixes={fixes} />
        <Disclosure bare title="Scopes, consent, refresh token">
          <GrantFacts grant={grant} />
        </Disclosure>
        <Disclosure bare title="History" note={String(grant.history.length)}>
          <GrantHistory history={grant.history} />
        </Disclosure>
      </div>
    </Panel>
  );
}
