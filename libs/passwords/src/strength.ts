import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

export interface Strength {
  /** 0 (guessed at once) to 4, as zxcvbn counts. */
  score: 0 | 1 | 2 | 3 | 4;
  /** What to change, or null. */
  advice: string | null;
}

/** The work grows faster than the length, and 40 characters are enough to tell: a good password has its score long before. */
const judgedLength = 40;

let judge: Promise<ZxcvbnFactory> | undefined;

/** 250,000 words, half a second and 40 MB: read when the first password is judged, not when a process starts. */
async function readJudge(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }, { dictionary: english, translations }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary: { ...dictionary, ...english }, translations });
}

/** How long a guesser would need. `known` are words a guesser would try first: the person's name and address, the product's name. */
export async function strengthOf(password: string, known: readonly string[]): Promise<Strength> {
  judge ??= readJudge();
  const { score, feedback } = (await judge).check(password.slice(0, judgedLength), guessesFrom(known));
  return { score, advice: feedback.warning || feedback.suggestions[0] || null };
}

/** Whole, run together and in parts: of "Ana Nowak" also "AnaNowak", "Ana" and "Nowak". */
function guessesFrom(known: readonly string[]): string[] {
  const words = known.flatMap((text) => [text, text.replaceAll(/[^\p{L}\p{N}]+/gu, ''), ...text.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set(words.filter((word) => word.length > 2))];
}
