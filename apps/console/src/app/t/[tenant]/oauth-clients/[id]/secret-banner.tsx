import { Banner, RelativeTime, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { daysText } from '../client-states.ts';
import { providerInWords } from '@/features/oauth/grant-words.ts';
import type { SavedClient } from '@/features/oauth/client-values.ts';

/** The secret's end, from 90 days before. */
export function SecretBanner({ client }: { client: SavedClient }): ReactElement | null {
  const { secretEndsInDays, secretExpiresAt, providerName } = client;
  if (typeof secretEndsInDays !== 'number' || !secretExpiresAt) return null;
  const hasEnded = secretEndsInDays === 0;
  return (
    <Banner
      tone={hasEnded || secretEndsInDays <= 7 ? 'danger' : 'warning'}
      title={hasEnded ? 'The secret has ended.' : 'The secret ends soon.'}
      action={<TextLink href="#registration">Enter a new one</TextLink>}
      className="mb-5"
    >
      {hasEnded ? (
        <>
          It ended <RelativeTime value={secretExpiresAt} />.
        </>
      ) : (
        <>It ends {daysText(secretEndsInDays)}.</>
      )}{' '}
      Create a new one at {providerInWords(providerName)} and enter it here with its date; the tokens are kept.
    </Banner>
  );
}
