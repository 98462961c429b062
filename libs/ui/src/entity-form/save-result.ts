/** What became of a save. The form shows each of them; nothing is thrown for an expected one. */
export type SaveResult<Values> =
  /** `values` (mostly what the server answered) become the new starting point. */
  | { outcome: 'saved'; values?: Values; version?: number; message?: string }
  /** Sentences per field, by its path; a path that is no field of this form is shown above the buttons. */
  | { outcome: 'invalid'; fields: Readonly<Record<string, string>>; message?: string }
  /** Somebody saved first: their values and version, who and when. */
  | { outcome: 'conflict'; theirs: Values; version: number; changedBy?: string; changedAt?: string }
  | { outcome: 'failed'; message: string; requestId?: string };
