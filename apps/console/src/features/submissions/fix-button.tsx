'use client';

import { Button, ConfirmDialog } from '@posthorn/ui';
import { Wrench } from 'lucide-react';
import type { ReactElement } from 'react';
import { AskEgress } from '@/features/egress/ask-egress.tsx';
import type { EgressPath } from '@/features/egress/egress-path.ts';
import { Certificate } from './tls-facts.tsx';
import type { Check } from './use-check.ts';

export type Fix = NonNullable<NonNullable<Check['failure']>['fix']>;

interface FixProps {
  fix: Fix;
  check: Check;
  egress: EgressPath;
  onFix: (fix: Fix) => Promise<void>;
}

/** The one click that mends a failure; what has consequences asks first. */
export function FixButton(props: FixProps): ReactElement | null {
  const { fix, egress, onFix } = props;
  if (fix.kind === 'ASK_EGRESS') {
    if (typeof fix.host !== 'string' || typeof fix.port !== 'number') return null;
    if (egress.kind === 'ASK') return <AskEgress host={fix.host} port={fix.port} requests={egress.requests} ask={egress.ask} />;
    return <AllowHere {...props} destination={`${fix.host}:${fix.port}`} />;
  }
  if (fix.kind === 'TRUST_CA') return <TrustCertificate {...props} />;
  return (
    <Button className="self-start" onClick={() => void onFix(fix)}>
      <Wrench aria-hidden />
      {fix.label}
    </Button>
  );
}

function AllowHere({ fix, check, onFix, destination }: FixProps & { destination: string }): ReactElement {
  const lookedUp = check.stages.find(({ stage }) => stage === 'DNS')?.detail;
  return (
    <ConfirmDialog
      trigger={
        <Button className="self-start">
          <Wrench aria-hidden />
          Allow {destination}
        </Button>
      }
      tone="primary"
      title={`Allow ${destination}?`}
      consequence={
        <>
          <p>
            It lies in an address range that Posthorn refuses by default, because tenants choose hosts too. Allowed, every tenant may reach
            this address and port from here.
          </p>
          {lookedUp && <p className="mt-2 font-mono text-xs text-foreground">{lookedUp}</p>}
        </>
      }
      confirmLabel="Allow it"
      onConfirm={() => onFix(fix)}
    />
  );
}

/** Whose certificate it is must be read before it is trusted: only the person can know whether it is the right one. */
function TrustCertificate({ fix, check, onFix }: FixProps): ReactElement {
  const chain = check.stages.find(({ tls }) => tls)?.tls?.chain ?? [];
  const shown = chain.at(-1);
  return (
    <ConfirmDialog
      trigger={
        <Button className="self-start">
          <Wrench aria-hidden />
          Trust this certificate
        </Button>
      }
      tone="primary"
      title="Trust this certificate?"
      consequence={
        <>
          <p>
            Compare the fingerprint with the one your mail server’s admin gives you. From then on these settings trust this certificate
            instead of the public authorities.
          </p>
          <div className="mt-2 text-foreground">{shown === undefined ? <p>{fix.label}</p> : <Certificate certificate={shown} />}</div>
        </>
      }
      confirmLabel="Trust it"
      onConfirm={() => onFix(fix)}
    />
  );
}
