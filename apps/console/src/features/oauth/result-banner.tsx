'use client';

import { Banner, Button } from '@posthorn/ui';
import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { resultWords } from './grant-words.ts';
import type { GrantResult } from './grant-words.ts';
import type { Grant } from './use-grant.ts';

interface ResultBannerProps {
  result: GrantResult;
  grant: Grant | null;
  onDismiss: () => void;
}

/** What the way to the provider and back came to. Details are the history's, never the address's. */
export function ResultBanner({ result, grant, onDismiss }: ResultBannerProps): ReactElement | null {
  // The question itself stands on the page; decided, there is nothing left to say.
  if (result === 'TO_CONFIRM') return null;
  const { tone, title, text } = resultWords[result];
  const last = grant?.history[0];
  const detail = result === 'FAILED' || result === 'DENIED' ? last?.kind === 'CONSENT_FAILED' && last : null;
  return (
    <Banner
      tone={tone}
      title={title}
      action={
        <Button variant="ghost" size="iconSm" aria-label="Dismiss" onClick={onDismiss}>
          <X aria-hidden />
        </Button>
      }
    >
      {detail ? (
        <>
          {detail.detail ?? text} {detail.code && <code className="font-mono text-xs">{detail.code}</code>}
        </>
      ) : (
        text
      )}
    </Banner>
  );
}
