import type { SaveResult } from '@posthorn/ui';
import type { WouldDrop } from '@/features/oauth/use-drop-question.tsx';

interface TokensWouldDrop {
  __typename: 'TokensWouldDrop';
  changed: string[];
  profiles: string[];
}

/**
 * Saves; where that would drop tokens, says so first and saves again with leave. Null: the person thought better of it, and nothing was
 * saved.
 */
export async function savingWithLeave<Answer extends { __typename: string }>(
  ask: (would: WouldDrop) => Promise<boolean>,
  save: (dropTokens: boolean) => Promise<Answer>,
): Promise<Exclude<Answer, TokensWouldDrop> | null> {
  const first = await save(false);
  if (!isQuestion(first)) return first as Exclude<Answer, TokensWouldDrop>;
  if (!(await ask(first))) return null;
  const second = await save(true);
  return isQuestion(second) ? null : (second as Exclude<Answer, TokensWouldDrop>);
}

const isQuestion = (answer: { __typename: string }): answer is TokensWouldDrop => answer.__typename === 'TokensWouldDrop';

/** What a form shows when its save was called off: what was typed, unsaved. */
export const calledOff = <Values>(): SaveResult<Values> => ({ outcome: 'invalid', fields: {} });
