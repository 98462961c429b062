import { platformProfileId } from '@posthorn/database';

export type CallbackResult =
  | 'GRANTED'
  | 'TO_CONFIRM'
  | 'DENIED'
  | 'FAILED'
  | 'EXPIRED'
  | 'REPLAYED'
  | 'UNKNOWN_STATE'
  | 'OTHER_SESSION'
  | 'SIGNED_OUT'
  | 'CLIENT_CHANGED';

/** How a callback ended. `of`: whose setup, where the person who came back may know. */
export interface CallbackOutcome {
  result: CallbackResult;
  of?: { tenantId: string; profileId: string };
}

/** The console's page for it, a path. Nothing the provider said is part of it. */
export function pageOf({ result, of }: CallbackOutcome): string {
  if (!of) return `/oauth?result=${result}`;
  return of.profileId === platformProfileId
    ? `/system/mail?grant=${result}`
    : `/t/${of.tenantId}/profiles/${of.profileId}/token?result=${result}`;
}
