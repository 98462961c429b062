import { Badge, DefinitionList, Panel, RelativeTime, Reply, StatusBadge } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { SubmissionState } from '@/generated/graphql.ts';
import type { MailSettings } from './settings-values.ts';

const states = {
  OFF: { tone: 'neutral', label: 'Off' },
  PARKED: { tone: 'danger', label: 'Parked: sign-in fails' },
  FAILING: { tone: 'danger', label: 'Failing' },
  UNPROVEN: { tone: 'warning', label: 'Not proven yet' },
  DELIVERING: { tone: 'success', label: 'Delivering' },
} as const satisfies Record<SubmissionState, unknown>;

export function MailStateBadge({ state, inSandbox }: { state: SubmissionState; inSandbox: boolean }): ReactElement {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <StatusBadge tone={states[state].tone}>{states[state].label}</StatusBadge>
      {inSandbox && <Badge tone="warning">Into the sandbox</Badge>}
    </span>
  );
}

/** What was seen of these settings lately. */
export function MailHealth({ settings }: { settings: MailSettings }): ReactElement {
  const { lastSuccessAt, lastFailure, lastCheck, consecutiveFailures, updatedAt, updatedByName } = settings;
  return (
    <Panel title="Lately">
      <DefinitionList
        items={[
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
          { term: 'Failures in a row', value: consecutiveFailures },
          {
            term: 'Saved',
            value: (
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
