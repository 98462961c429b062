import { DefinitionList, Panel, RelativeTime, Reply, cn } from '@posthorn/ui';
import type { DefinitionItem } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';

interface Health {
  lastSuccessAt?: string | null;
  lastFailure?: { at: string; sentence: string; reply?: string | null } | null;
  lastCheck?: { at: string; passed: boolean } | null;
  consecutiveFailures: number;
  updatedAt: string;
  updatedByName?: string | null;
}

interface SubmissionHealthProps {
  health: Health;
  /** Facts before these. */
  before?: readonly DefinitionItem[];
  footer?: ReactNode;
}

/** What was seen of these settings lately. */
export function SubmissionHealth({ health, before = [], footer }: SubmissionHealthProps): ReactElement {
  const { lastSuccessAt, lastFailure, lastCheck, consecutiveFailures, updatedAt, updatedByName } = health;
  return (
    <Panel title="Lately" footer={footer}>
      <DefinitionList
        items={[
          ...before,
          { term: 'Last accepted mail', value: lastSuccessAt ? <RelativeTime value={lastSuccessAt} /> : null },
          {
            term: 'Last check',
            value: lastCheck ? (
              <>
                <span className={lastCheck.passed ? undefined : 'text-danger'}>{lastCheck.passed ? 'passed' : 'failed'}</span>{' '}
                <RelativeTime value={lastCheck.at} />
              </>
            ) : null,
          },
          {
            term: 'Failures in a row',
            value: <span className={cn(consecutiveFailures > 0 && 'font-medium text-danger')}>{consecutiveFailures}</span>,
          },
          {
            term: 'Saved',
            // 1970 where platform mail was never saved.
            value:
              Date.parse(updatedAt) === 0 ? null : (
                <>
                  <RelativeTime value={updatedAt} />
                  {updatedByName && <> by {updatedByName}</>}
                </>
              ),
          },
        ]}
      />
      {lastFailure && (
        <div className="mt-3 flex flex-col gap-2">
          <p>
            Last failure <RelativeTime value={lastFailure.at} />: {lastFailure.sentence}
          </p>
          {lastFailure.reply && <Reply text={lastFailure.reply} />}
        </div>
      )}
    </Panel>
  );
}
