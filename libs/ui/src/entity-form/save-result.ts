/** What a save is told beside the values. */
export interface SaveContext {
  /** The version these values were read as; after a conflict, theirs. */
  version: number;
  /** Paths that differ from what was read. */
  changed: string[];
}

/** What became of a save. The form shows each of them; nothing is thrown for an expected one. */
export type SaveResult<Values> =
  /**
   * `values` (mostly what the server answered) become the new starting point; without them what was typed does, secrets
   * emptied. Without `version` the next save is stale until the page's data are read again.
   */
  | { outcome: 'saved'; values?: Values; version?: number }
  /** Sentences per field, by its path; a path that is no field of this form is shown above the buttons. */
  | { outcome: 'invalid'; fields: Readonly<Record<string, string>>; message?: string }
  /** Somebody saved first: their values and version, who and when. */
  | { outcome: 'conflict'; theirs: Values; version: number; changedBy?: string; changedAt?: string }
  | { outcome: 'failed'; message: string; requestId?: string };
