import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { dictionary as english, translations } from '@zxcvbn-ts/language-en';

export interface Strength {
  /** 0 (guessed at once) to 4. */
  score: 0 | 1 | 2 | 3 | 4;
  /** What to change, or null. */
  advice: string | null;
}

const judge = new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary: { ...dictionary, ...english }, translations });

/** How long a guesser would need. `known` are words a guesser would try first: the person's name and address. */
export function strengthOf(password: string, known: string[]): Strength {
  // The work grows with the length; beyond this nothing changes.
  const { score, feedback } = judge.check(password.slice(0, 100), known.filter(Boolean));
  return { score, advice: feedback.warning || feedback.suggestions[0] || null };
}
