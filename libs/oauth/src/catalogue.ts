import { googleRefusals } from './catalogue-google.ts';
import { localRefusals } from './catalogue-local.ts';
import { microsoftRefusals } from './catalogue-microsoft.ts';
import { protocolRefusals } from './catalogue-protocol.ts';
import type { OAuthError } from './oauth-error.ts';

/**
 * CONSENT_NEEDED: the refresh token is dead or worth nothing, a person must consent again. DENIED: a person said no. CLIENT: the
 * provider does not take the client's id, secret or key. CONFIGURATION: URL, scope, directory or mailbox does not fit. POLICY: an
 * admin at the provider forbids it. CALLBACK: this callback does not count, begin again. DESTINATION_BLOCKED: our own policy.
 * BAD_ANSWER: no OAuth server in its right mind answers so. TEMPORARY: network, load, outage.
 */
export type OAuthFailureClass =
  | 'BAD_ANSWER'
  | 'CALLBACK'
  | 'CLIENT'
  | 'CONFIGURATION'
  | 'CONSENT_NEEDED'
  | 'DENIED'
  | 'DESTINATION_BLOCKED'
  | 'POLICY'
  | 'TEMPORARY'
  | 'UNKNOWN';

/** What a console can offer beside the sentence. */
export type OAuthFix = 'ASK_EGRESS' | 'COPY_REDIRECT_URI' | 'ENTER_SECRET' | 'GRANT_AGAIN';

/** An `OAuthError`, or what was kept of one. */
export type OAuthSymptom = Pick<OAuthError, 'code' | 'step' | 'status' | 'description' | 'subtype'>;

export interface OAuthExplanation {
  class: OAuthFailureClass;
  /** Trying again soon may help without anybody's doing. */
  retry: boolean;
  /** What happened and what to do, for the person. */
  sentence: string;
  /** The most telling code: `AADSTS7000222`, `invalid_rapt`, `invalid_grant`, `TIMEOUT`. */
  code: string;
  fix: OAuthFix | null;
}

/** One row: all conditions that are given must hold; the first row that fits wins. */
export interface OAuthCatalogueRow {
  id: string;
  codes?: readonly string[];
  /** Numbers of Microsoft's AADSTS codes, anywhere in the description. */
  aadsts?: readonly number[];
  steps?: readonly OAuthSymptom['step'][];
  text?: RegExp;
  where?: (symptom: OAuthSymptom) => boolean;
  class: OAuthFailureClass;
  sentence: string;
  fix?: OAuthFix;
}

/** What we refuse ourselves and what never arrived; what providers say in their own words; what the protocol's codes mean anywhere. */
export const oauthCatalogue: readonly OAuthCatalogueRow[] = [
  ...localRefusals,
  ...microsoftRefusals,
  ...googleRefusals,
  ...protocolRefusals,
];

/** The name of a failure, whether to try again, and what to do about it. */
export function explainOAuth(symptom: OAuthSymptom): OAuthExplanation {
  const row = oauthRowFor(symptom);
  const retry = row.class === 'TEMPORARY' || row.class === 'BAD_ANSWER' || row.class === 'UNKNOWN';
  return { class: row.class, retry, sentence: row.sentence, code: tellingCodeOf(symptom), fix: row.fix ?? null };
}

/**
 * The sentence about what nobody but the person tries again: a consent, a discovery, a revocation. In place of the promise that we do stands
 * `instead`, a sentence of its own; default: nothing.
 */
export function explainOnce(symptom: OAuthSymptom, instead = ''): string {
  const { sentence } = explainOAuth(symptom);
  const said = sentence.replace(/ It is tried again[;.].*$/u, '').replace(/; it is tried again\.$/u, '.');
  return said === sentence || instead === '' ? said : `${said} ${instead}`;
}

export function oauthRowFor(symptom: OAuthSymptom): OAuthCatalogueRow {
  const row = oauthCatalogue.find((candidate) => fits(candidate, symptom));
  if (!row) throw new Error('the last row of the catalogue fits everything');
  return row;
}

const aadsts = /\bAADSTS(\d{4,9})\b/gu;

function fits(row: OAuthCatalogueRow, symptom: OAuthSymptom): boolean {
  if (row.codes && !row.codes.includes(symptom.code)) return false;
  if (row.steps && !row.steps.includes(symptom.step)) return false;
  if (row.aadsts) {
    const said = [...(symptom.description ?? '').matchAll(aadsts)].map(([, number]) => Number(number));
    if (!row.aadsts.some((number) => said.includes(number))) return false;
  }
  if (row.text && !row.text.test(`${symptom.description ?? ''} ${symptom.subtype ?? ''}`)) return false;
  return row.where?.(symptom) ?? true;
}

function tellingCodeOf({ code, description, subtype }: OAuthSymptom): string {
  const [number] = (description ?? '').match(aadsts) ?? [];
  return number ?? subtype ?? code;
}
