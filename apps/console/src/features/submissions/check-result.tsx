'use client';

import { Banner, CodeBlock, Disclosure, Reply, StageList } from '@posthorn/ui';
import type { StageItem } from '@posthorn/ui';
import { LoaderCircle } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { stageLabel } from '@/features/messages/stage-words.ts';
import type { EgressPath } from '@/features/egress/egress-path.ts';
import { FixButton } from './fix-button.tsx';
import type { Fix } from './fix-button.tsx';
import { TlsFacts } from './tls-facts.tsx';
import { isAboutTokens } from './token-state.tsx';
import { isOver } from './use-check.ts';
import type { Check } from './use-check.ts';

interface CheckResultProps {
  check: Check;
  egress: EgressPath;
  tokenAct: ReactNode;
  onFix: (fix: Fix) => Promise<void>;
}

/** A check as it runs: each step with its time, then what the server said and what to do. */
export function CheckResult({ check, egress, tokenAct, onFix }: CheckResultProps): ReactElement {
  return (
    <div role="group" aria-label="Result of the check" aria-busy={!isOver(check)} className="mt-1 border-t pt-4">
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
        {check.failure && (
          <>
            <Banner tone="danger">{check.failure.sentence}</Banner>
            {check.failure.reply && <Reply text={check.failure.reply} />}
            {check.failure.fix && <FixButton key={check.id} fix={check.failure.fix} check={check} egress={egress} onFix={onFix} />}
            {isAboutTokens(check.failure.failureClass) && tokenAct}
          </>
        )}
      </div>
      {check.stages.length > 0 && (
        <StageList aria-label="Steps of the check" stages={check.stages.filter(isWorthALine).map((stage) => stageItem(stage, check))} />
      )}
    </div>
  );
}

/** Nobody misses a proxy that isn't there. */
const isWorthALine = ({ stage, status }: Check['stages'][number]): boolean => stage !== 'PROXY' || status !== 'SKIPPED';

function stageItem({ stage, status, durationMs, detail, reply, tls, capabilities }: Check['stages'][number], check: Check): StageItem {
  // What the step that failed says stands above already.
  const words = reply && reply !== check.failure?.reply ? reply : null;
  // Of a handshake everything is told below it.
  const facts = tls || detail === check.failure?.sentence ? null : detail;
  return {
    id: stage,
    label: stageLabel(stage),
    status,
    durationMs: durationMs ?? null,
    detail: (
      <>
        {facts}
        {words !== null && (
          <span className="block truncate font-mono text-xs" title={words}>
            {words}
          </span>
        )}
      </>
    ),
    ...((tls || (capabilities && capabilities.length > 0)) && {
      children: (
        <>
          {tls && <TlsFacts tls={tls} />}
          {capabilities && capabilities.length > 0 && (
            <Disclosure bare title={capabilities.length === 1 ? '1 capability' : `${capabilities.length} capabilities`}>
              <CodeBlock value={capabilities.join('\n')} />
            </Disclosure>
          )}
        </>
      ),
    }),
  };
}
