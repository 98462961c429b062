'use client';

import { Banner, Button, ConfirmDialog, Reply, StageList } from '@posthorn/ui';
import type { StageItem } from '@posthorn/ui';
import { LoaderCircle, Wrench } from 'lucide-react';
import type { ReactElement } from 'react';
import { stageLabel } from '@/messages/stage-words.ts';
import type { Check } from './use-check.ts';

type Failure = NonNullable<Check['failure']>;
type Fix = NonNullable<Failure['fix']>;

/** A check as it runs: each step with its time, then what the server said and what to do. */
export function CheckResult({ check, onFix }: { check: Check; onFix: (fix: Fix) => Promise<void> }): ReactElement {
  return (
    <div className="mt-1 border-t pt-4">
      {check.status === 'WAITING' && (
        <p role="status" className="flex items-center gap-2 text-muted-foreground">
          <LoaderCircle className="size-4 animate-spin" aria-hidden />
          Waiting for a worker
        </p>
      )}
      <div className="mb-4 flex flex-col gap-3 empty:hidden">
        {check.status === 'PASSED' && (
          <Banner tone="success" title="It works.">
            The server takes mail with these settings
            {check.stages.some(({ stage, status }) => stage === 'DATA' && status === 'PASSED') ? ', and took the test mail.' : '.'}
          </Banner>
        )}
        {check.status === 'EXPIRED' && (
          <Banner tone="warning" title="No worker took the check in time.">
            Is a worker running? Then try again.
          </Banner>
        )}
        {check.failure && <CheckFailure failure={check.failure} onFix={onFix} />}
      </div>
      {check.stages.length > 0 && <StageList aria-label="Steps of the check" stages={check.stages.map(stageItem)} />}
    </div>
  );
}

function CheckFailure({ failure, onFix }: { failure: Failure; onFix: (fix: Fix) => Promise<void> }): ReactElement {
  return (
    <>
      <Banner tone="danger">{failure.sentence}</Banner>
      {failure.reply && <Reply text={failure.reply} />}
      {failure.fix && <FixButton fix={failure.fix} onFix={onFix} />}
    </>
  );
}

function FixButton({ fix, onFix }: { fix: Fix; onFix: (fix: Fix) => Promise<void> }): ReactElement {
  const destination = `${fix.host ?? 'this host'}:${fix.port ?? ''}`;
  const face = (
    <>
      <Wrench aria-hidden />
      {/* Others must ask for it; whoever sees this page may allow it. */}
      {fix.kind === 'ASK_EGRESS' ? `Allow ${destination}` : fix.label}
    </>
  );
  if (fix.kind !== 'ASK_EGRESS') {
    return (
      <Button className="self-start" onClick={() => void onFix(fix)}>
        {face}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button className="self-start">{face}</Button>}
      tone="primary"
      title={`Allow ${destination}?`}
      consequence="It lies in an address range that Posthorn refuses by default, because tenants choose hosts too. Allowed, every tenant may reach this address and port from here."
      confirmLabel="Allow it"
      onConfirm={() => onFix(fix)}
    />
  );
}

const stageItem = ({ stage, status, durationMs, detail, reply }: Check['stages'][number]): StageItem => ({
  id: stage,
  label: stageLabel(stage),
  status,
  durationMs: durationMs ?? null,
  detail: (
    <>
      {detail}
      {reply && (
        <span className="block truncate font-mono text-xs" title={reply}>
          {reply}
        </span>
      )}
    </>
  ),
});
