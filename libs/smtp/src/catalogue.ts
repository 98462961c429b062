import type { Cause } from './cause.ts';
import type { Failure, Reply, Stage, SubmissionSettings } from './types.ts';

/** What is known of a failure before it has a name. */
export interface Symptom {
  stage: Stage;
  reply: Reply | null;
  cause: Cause;
  settings: SubmissionSettings;
  dataStarted: boolean;
}

export function explain(symptom: Symptom): Failure {
  return {
    class: 'UNKNOWN',
    stage: symptom.stage,
    reply: symptom.reply,
    retry: 'RETRY',
    sentence: `${symptom.cause.code} ${symptom.reply?.text ?? ''}`,
    fix: null,
  };
}
