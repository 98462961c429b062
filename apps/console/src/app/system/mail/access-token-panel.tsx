'use client';

import { Button, Disclosure, Panel, RelativeTime } from '@posthorn/ui';
import { CircleCheck, ExternalLink } from 'lucide-react';
import type { ReactElement } from 'react';
import { useFormContext, useFormState, useWatch } from 'react-hook-form';
import { GrantButtons, RevokedNotice } from '@/features/oauth/grant-buttons.tsx';
import { GrantFacts } from '@/features/oauth/grant-facts.tsx';
import type { GrantFixes } from '@/features/oauth/grant-fix.tsx';
import { GrantHistory } from '@/features/oauth/grant-history.tsx';
import { providerInWords } from '@/features/oauth/grant-words.ts';
import { GrantStatus } from '@/features/oauth/grant-status.tsx';
import type { GrantResult } from '@/features/oauth/grant-words.ts';
import { PendingConsent } from '@/features/oauth/pending-consent.tsx';
import { ResultBanner } from '@/features/oauth/result-banner.tsx';
import { useGrant } from '@/features/oauth/use-grant.ts';
import type { Grant } from '@/features/oauth/use-grant.ts';
import { useGrantActions } from '@/features/oauth/use-grant-actions.ts';
import { useResult } from '@/features/oauth/use-result.ts';
import type { MailValues } from './mail-values.ts';

const helpId = 'generate-help';

interface AccessTokenPanelProps {
  /** Null until OAuth 2.0 is saved. */
  grant: Grant | null;
  fixes: GrantFixes;
  /** What the callback said, from the page's address. */
  result: GrantResult | null;
}

/** The last step of OAuth 2.0: to the provider and back, once the settings are saved; then how the token is doing. */
export function AccessTokenPanel({ grant, fixes, result }: AccessTokenPanelProps): ReactElement {
  return grant === null ? <NoneYet result={result} /> : <AccessToken grant={grant} fixes={fixes} result={result} />;
}

function NoneYet({ result: given }: { result: GrantResult | null }): ReactElement {
  const [result, dismiss] = useResult(given, 'grant');
  const { control } = useFormContext<MailValues>();
  const interactive = useWatch({ control, name: 'oauth.interactive' });
  return (
    <Panel title="Access token" id="token">
      <div className="flex flex-col gap-3">
        {result !== null && <ResultBanner result={result} grant={null} onDismiss={dismiss} />}
        {interactive === true ? (
          <>
            <p id={helpId}>Save first: a token is given for exactly what is saved. Then it is generated here.</p>
            <GenerateButton disabled />
          </>
        ) : (
          <p>Once this is saved, Posthorn asks the provider for a token by itself.</p>
        )}
      </div>
    </Panel>
  );
}

function AccessToken({ grant: read, fixes, result: given }: AccessTokenPanelProps & { grant: Grant }): ReactElement {
  const [grant, take] = useGrant(read, null);
  const [result, dismiss] = useResult(given, 'grant');
  const actions = useGrantActions(null, take, dismiss);
  const { control } = useFormContext<MailValues>();
  const { isDirty } = useFormState({ control });

  return (
    <Panel
      title="Access token"
      id="token"
      footer={
        <>
          {grant.interactive && (
            <GenerateButton
              disabled={isDirty}
              primary={!grant.usable}
              loading={actions.busy === 'BEGIN'}
              onClick={() => void actions.begin()}
            />
          )}
          {/* Grants as every profile does, under the name of this page. */}
          <div>
            <GrantButtons grant={{ ...grant, canGrant: false }} actions={actions} />
          </div>
          {grant.interactive && <GenerateHelp grant={grant} isDirty={isDirty} />}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {result !== null && <ResultBanner result={result} grant={grant} onDismiss={dismiss} />}
        <RevokedNotice actions={actions} providerName={grant.providerName} />
        <PendingConsent grant={grant} actions={actions} canAct />
        <GrantStatus grant={grant} fixes={fixes} />
        <Generated grant={grant} />
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

function GenerateHelp({ grant: { providerName, user }, isDirty }: { grant: Grant; isDirty: boolean }): ReactElement {
  return (
    <p id={helpId} className="w-full text-xs text-muted-foreground">
      {isDirty ? (
        'Save first, or discard what you typed: a token is given for exactly what is saved.'
      ) : (
        <>
          Generating leads this browser to {providerInWords(providerName)} and back. Sign in there as{' '}
          <strong className="font-medium text-foreground">{user}</strong>.
        </>
      )}
    </p>
  );
}

/** That there is a token, since when, and when it was last renewed. */
function Generated({ grant }: { grant: Grant }): ReactElement | null {
  const { usable, grantedAt, grantedByName, obtainedAt, history } = grant;
  if (!usable) return null;
  const generatedAt = grantedAt ?? obtainedAt;
  const refreshedAt = history.find(({ kind }) => kind === 'REFRESHED')?.at;
  return (
    <p className="flex items-start gap-1.5">
      <CircleCheck className="mt-0.5 size-4 shrink-0 text-success" aria-hidden />
      <span>
        Generated {generatedAt && <RelativeTime value={generatedAt} />}
        {grantedByName && ` by ${grantedByName}`}
        {refreshedAt && (
          <>
            , last refreshed <RelativeTime value={refreshedAt} />
          </>
        )}
        .
      </span>
    </p>
  );
}

interface GenerateButtonProps {
  disabled?: boolean;
  primary?: boolean;
  loading?: boolean;
  onClick?: () => void;
}

function GenerateButton({ disabled = false, primary = false, loading = false, onClick }: GenerateButtonProps): ReactElement {
  return (
    <Button
      className="self-start"
      variant={primary ? 'primary' : 'secondary'}
      disabled={disabled}
      loading={loading}
      aria-describedby={helpId}
      onClick={onClick}
    >
      <ExternalLink aria-hidden />
      Generate access token
    </Button>
  );
}

/** The way out of a check that failed for want of a good token. What is unsaved has none yet: then the failure says to save first. */
export function GenerateToken({ grant }: { grant: Grant | null }): ReactElement | null {
  const { control } = useFormContext<MailValues>();
  const { isDirty } = useFormState({ control });
  const actions = useGrantActions(null, () => undefined);
  if (grant?.interactive !== true || isDirty) return null;
  return <GenerateButton loading={actions.busy === 'BEGIN'} onClick={() => void actions.begin()} />;
}
