import type { ReactElement } from 'react';
import type { GrantStateName } from '@/generated/graphql.ts';
import { GrantStateBadge } from '@/features/oauth/grant-state-badge.tsx';

/** The state of a setup's token, where it stands beside other states. */
export function TokenState({ state }: { state: GrantStateName }): ReactElement {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm">
      {/* That one says it itself. */}
      {state !== 'NONE' && <span className="text-muted-foreground">Token</span>}
      <GrantStateBadge state={state} />
    </span>
  );
}

/** A person must consent before mail goes out. */
export const needsGrant = ({
  grantState,
  oauth,
}: {
  grantState?: GrantStateName | null;
  oauth?: { interactive: boolean } | null;
}): boolean => oauth?.interactive === true && (grantState === 'NONE' || grantState === 'CONSENT_NEEDED' || grantState === 'REVOKED');

/** With OAuth 2.0: there is no token, or the server refused it. */
export const isAboutTokens = (failureClass: string | null | undefined): boolean => failureClass === 'TOKEN' || failureClass === 'AUTH';
