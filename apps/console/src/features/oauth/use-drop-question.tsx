'use client';

import { AlertDialog, AlertDialogCancel, Button } from '@posthorn/ui';
import { useState } from 'react';
import type { ReactElement } from 'react';

/** What the API answers before it drops tokens. */
export interface WouldDrop {
  changed: readonly string[];
  /** Names of the profiles that would lose their tokens; empty: the platform. */
  profiles: readonly string[];
}

/**
 * Asks before a save that drops tokens. `ask` resolves with whether the person wants it; `question` stands somewhere on the page.
 */
export function useDropQuestion(): { question: ReactElement; ask: (would: WouldDrop) => Promise<boolean> } {
  const [asked, setAsked] = useState<{ would: WouldDrop; answer: (wanted: boolean) => void } | null>(null);
  const close = (wanted: boolean): void => {
    asked?.answer(wanted);
    setAsked(null);
  };
  const { changed = [], profiles = [] } = asked?.would ?? {};
  const loser = profiles.length === 0 ? 'Platform mail' : profiles.length === 1 ? profiles[0] : `${profiles.length} profiles`;

  return {
    ask: (would) => new Promise((resolve) => setAsked({ would, answer: resolve })),
    question: (
      <AlertDialog
        open={asked !== null}
        onOpenChange={(open) => !open && close(false)}
        title={`${loser} would lose ${profiles.length > 1 ? 'their' : 'its'} token`}
        description={
          <>
            Tokens are used only with exactly what they were given for. Changed: {changed.join(', ')}. Saved, the tokens are gone; mail
            waits, and is kept, until a new token is here.
          </>
        }
        footer={
          <>
            <AlertDialogCancel>
              <Button>Don’t save</Button>
            </AlertDialogCancel>
            <Button variant="danger" onClick={() => close(true)}>
              Save and drop the {profiles.length > 1 ? 'tokens' : 'token'}
            </Button>
          </>
        }
      >
        {profiles.length > 1 && (
          <ul className="mt-3 max-h-48 divide-y overflow-y-auto rounded-md border text-sm" aria-label="Profiles that lose their token">
            {profiles.map((profile) => (
              <li key={profile} className="px-3 py-1.5">
                {profile}
              </li>
            ))}
          </ul>
        )}
      </AlertDialog>
    ),
  };
}
