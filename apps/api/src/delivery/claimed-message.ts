import type { Lane } from '@posthorn/database';

/** What a claim gives a worker. Everything else of a message is read in its own tenant's transaction. */
export interface ClaimedMessage {
  id: string;
  /** Fencing token: every write of this claim carries it. */
  fence: number;
  tenantId: string;
  profileId: string;
  mailId: string;
  lane: Lane;
  kind: string;
  recipient: string;
  /** Tries before this one. */
  attemptCount: number;
  /** How many of them ended without an answer to the message itself. */
  unknownCount: number;
  /** Tries it gets in all; null: until its life ends. */
  maxAttempts: number | null;
  /** The profile's last attempt timed out. */
  slow: boolean;
}
