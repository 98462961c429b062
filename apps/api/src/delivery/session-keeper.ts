import { openSession, type SmtpSession, type StageReport, type TranscriptLine } from '@posthorn/smtp';
import type { Submission } from './mail-source.ts';

export interface KeptSession {
  session: SmtpSession;
  /** It served another message before; its server may have closed it meanwhile. */
  reused: boolean;
  /** Ends whatever it is doing. */
  abort: () => void;
}

interface Entry extends KeptSession {
  key: string;
  sent: number;
  /** Of the delivery that uses it now. */
  user: SessionUser;
  idleTimer?: NodeJS.Timeout;
}

export interface SessionUser {
  /** Gets a way to abort, before anything is opened. */
  onOpening: (abort: () => void) => void;
  onStage: (report: StageReport) => void;
  /** Asks for a session that is opened for this mail and closed after it, so that everything is said again. */
  onTranscript?: (line: TranscriptLine) => void;
}

/** Postfix ends an idle session after 300 s, others sooner; some limit the mails of one. */
const idleMs = 30_000;
const maxMailsPerSession = 100;

/** Settings and grants that are newer count up; a token that was only refreshed changes neither. */
interface Revision {
  version: number;
  generation: number;
}

const revisionOf = ({ version, grant }: Submission): Revision => ({ version, generation: grant?.generation ?? 0 });
const isNewer = (one: Revision, other: Revision): boolean =>
  one.version > other.version || (one.version === other.version && one.generation > other.generation);
const keyAt = (profileId: string, { version, generation }: Revision): string => `${profileId}@${version}.${generation}`;
const keyOf = (submission: Submission): string => keyAt(submission.profileId, revisionOf(submission));

/** Open sessions per version of a profile's settings and grant, handed out again while they are young, and the TLS tickets that make new ones cheap. */
export class SessionKeeper {
  private readonly idle = new Map<string, Entry[]>();
  private readonly tickets = new Map<string, Buffer>();
  private readonly newest = new Map<string, Revision>();
  private closed = false;

  /** `fresh`: never one that waited. Throws SmtpFailure where none can be opened. */
  async acquire(submission: Submission, user: SessionUser, fresh: boolean): Promise<KeptSession> {
    this.noteRevision(submission);
    const waiting = fresh ? undefined : this.takeIdle(keyOf(submission));
    if (waiting && user.onTranscript) {
      // In its place, or the profile would have one connection more than it may.
      waiting.session.close();
      return this.open(submission, user);
    }
    if (!waiting) return this.open(submission, user);
    waiting.user = user;
    return waiting;
  }

  /** After a mail: kept for the next one where that makes sense. */
  release(kept: KeptSession): void {
    const entry = kept as Entry;
    entry.sent += 1;
    if (this.closed || !entry.session.usable || entry.sent >= maxMailsPerSession || entry.user.onTranscript || !this.isCurrent(entry.key)) {
      entry.session.close();
      return;
    }
    entry.reused = true;
    entry.idleTimer = setTimeout(() => this.drop(entry), idleMs).unref();
    this.idle.set(entry.key, [...(this.idle.get(entry.key) ?? []), entry]);
  }

  close(): void {
    this.closed = true;
    for (const entries of this.idle.values()) for (const entry of [...entries]) this.drop(entry);
  }

  private takeIdle(key: string): Entry | undefined {
    for (;;) {
      const entry = this.idle.get(key)?.pop();
      if (!entry) return undefined;
      clearTimeout(entry.idleTimer);
      if (entry.session.usable) return entry;
      entry.session.close();
    }
  }

  private async open(submission: Submission, user: SessionUser): Promise<Entry> {
    const key = keyOf(submission);
    const controller = new AbortController();
    const abort = () => controller.abort();
    user.onOpening(abort);
    const inUse = { user };
    const tlsSession = this.tickets.get(key);
    const session = await openSession(submission.settings, {
      policy: submission.policy,
      signal: controller.signal,
      onStage: (report) => inUse.user.onStage(report),
      ...(tlsSession ? { tlsSession } : {}),
      ...(user.onTranscript ? { onTranscript: user.onTranscript } : {}),
    });
    if (session.tlsSession) this.tickets.set(key, session.tlsSession);
    return Object.assign(inUse, { key, session, abort, reused: false, sent: 0 });
  }

  /** A newer one ends the waiting sessions of the older ones. */
  private noteRevision(submission: Submission): void {
    const { profileId } = submission;
    const revision = revisionOf(submission);
    const known = this.newest.get(profileId);
    if (known && !isNewer(revision, known)) return;
    this.newest.set(profileId, revision);
    if (!known) return;
    const outdated = keyAt(profileId, known);
    this.tickets.delete(outdated);
    for (const entry of [...(this.idle.get(outdated) ?? [])]) this.drop(entry);
    this.idle.delete(outdated);
  }

  private isCurrent(key: string): boolean {
    const [profileId = ''] = key.split('@');
    const newest = this.newest.get(profileId);
    return newest !== undefined && keyAt(profileId, newest) === key;
  }

  private drop(entry: Entry): void {
    clearTimeout(entry.idleTimer);
    const rest = (this.idle.get(entry.key) ?? []).filter((other) => other !== entry);
    if (rest.length > 0) this.idle.set(entry.key, rest);
    else this.idle.delete(entry.key);
    entry.session.close();
  }
}
