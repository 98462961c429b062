import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { Origin } from '../platform/access/actor.ts';
import { SecurityEvents } from '../platform/security/security-events.ts';
import { sha256 } from '../platform/access/session-strategy.ts';

export interface CredentialRow {
  identity_id: string;
  password_hash: string | null;
  may_sign_in: boolean;
}

/** Browsers that signed in before. What strangers do never counts against them. */
@Injectable()
export class KnownBrowsers {
  constructor(
    private readonly database: Database,
    private readonly events: SecurityEvents,
  ) {}

  /** Somebody signed in with a browser that was not used before, though others were. */
  announceNew(facts: { identityId: string; address: string; origin: Origin }): void {
    this.events.record({ kind: 'SIGN_IN_NEW_BROWSER', ...facts });
  }

  /** The credential of an address, and the browser where it has signed in with this address before. */
  async credentialOf(
    emailKey: string,
    browser: string | undefined,
  ): Promise<{ row: CredentialRow | undefined; knownBrowser: string | undefined }> {
    return this.database.beforeActor(async (tx) => {
      const [row] = await tx.$queryRaw<CredentialRow[]>`select * from app.credential_by_email(${emailKey})`;
      if (!row || !browser) return { row, knownBrowser: undefined };
      const [known] = await tx.$queryRaw<
        { known: boolean }[]
      >`select app.knows_browser(${row.identity_id}::uuid, ${sha256(browser)}) as known`;
      return { row, knownBrowser: known?.known ? browser : undefined };
    });
  }
}
