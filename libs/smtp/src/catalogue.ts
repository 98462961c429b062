import type { Cause } from './cause.ts';
import { connectionSymptoms } from './catalogue-connection.ts';
import { localRefusals } from './catalogue-local.ts';
import { providerReplies } from './catalogue-providers.ts';
import { standardReplies } from './catalogue-replies.ts';
import { signInReplies } from './catalogue-sign-in.ts';
import { tlsSymptoms } from './catalogue-tls.ts';
import { tokenReplies, tokenSymptoms } from './catalogue-tokens.ts';
import type { Failure, FailureClass, Fix, Reply, Retry, Stage, SubmissionSettings } from './types.ts';

/** What is known of a failure before it has a name. */
export interface Symptom {
  stage: Stage;
  reply: Reply | null;
  cause: Cause;
  settings: SubmissionSettings;
  /** The first byte of the message may have left. */
  dataStarted: boolean;
}

/** One row: all conditions that are given must hold; the first row that fits wins. */
export interface CatalogueRow {
  id: string;
  stages?: readonly Stage[];
  /** Causes without a reply. A row without causes is about replies. */
  causes?: readonly string[];
  /** Reply codes: exact, or 4 and 5 for a whole class. */
  codes?: readonly number[];
  /** Enhanced status code, exact. */
  enhanced?: readonly string[];
  /** In the reply's text, its lines read as one, or in what the library said where there is no reply. */
  text?: RegExp;
  where?: (symptom: Symptom) => boolean;
  /** Only for those who sign in so. Default: for everybody. */
  signsIn?: 'PASSWORD' | 'TOKEN';
  class: FailureClass;
  retry: Retry;
  sentence: string | ((settings: SubmissionSettings, symptom: Symptom) => string);
  fix?: (settings: SubmissionSettings, symptom: Symptom) => Fix | null;
}

/**
 * What we refuse ourselves, TLS and the connection; then what providers say in their own words, at sign-in and later; then what
 * the codes mean anywhere. Who signs in with a token meets no row that talks of passwords.
 */
export const catalogue: readonly CatalogueRow[] = [
  ...tokenSymptoms,
  ...localRefusals,
  ...tlsSymptoms,
  ...connectionSymptoms,
  ...signInReplies,
  ...tokenReplies,
  ...providerReplies,
  ...standardReplies,
];

/** The name of a failure, whether to try again, and what to do about it. */
export function explain(symptom: Symptom): Failure {
  const { stage, settings } = symptom;
  const row = rowFor(symptom);
  const sentence = typeof row.sentence === 'string' ? row.sentence : row.sentence(settings, symptom);
  return { class: row.class, stage, reply: symptom.reply, retry: row.retry, sentence, fix: row.fix?.(settings, symptom) ?? null };
}

export function rowFor(symptom: Symptom): CatalogueRow {
  const row = catalogue.find((candidate) => fits(candidate, symptom));
  if (!row) throw new Error('the last row of the catalogue fits everything');
  return row;
}

function fits(row: CatalogueRow, symptom: Symptom): boolean {
  const { stage, reply, cause } = symptom;
  if (row.stages && !row.stages.includes(stage)) return false;
  if (row.signsIn && row.signsIn !== (symptom.settings.oauth ? 'TOKEN' : 'PASSWORD')) return false;
  if (row.causes ? reply !== null || !row.causes.includes(cause.code) : isAboutReplies(row) && reply === null) return false;
  if (row.codes && !(reply && row.codes.some((code) => code === reply.code || code === Math.floor(reply.code / 100)))) return false;
  if (row.enhanced && !row.enhanced.includes(reply?.enhanced ?? '')) return false;
  if (row.text && !row.text.test(reply ? asOneLine(reply) : cause.message)) return false;
  return row.where?.(symptom) ?? true;
}

function isAboutReplies(row: CatalogueRow): boolean {
  return row.codes !== undefined || row.enhanced !== undefined;
}

/** Servers break their lines inside a phrase, and begin each with code and enhanced code. */
function asOneLine(reply: Reply): string {
  return reply.text.replace(/\n\d{3}[ -]?(?:[245]\.\d{1,3}\.\d{1,3}(?=\s|$))?\s*/gu, ' ');
}
