import { commonPasswords } from './common-passwords.ts';
import { strengthOf } from './strength.ts';

/** NIST SP 800-63B 3.1.1.2 asks for a block list; zxcvbn's 3 is "safely unguessable": over 10^8 guesses. */
export const minimumScore = 3;

/** What is wrong with the password as a sentence, or null. `known` are words of the person and the place that a guesser tries first. */
export async function isGuessable(password: string, known: readonly string[]): Promise<string | null> {
  if (commonPasswords.has(password.trim().toLowerCase())) return 'This is one of the passwords that are tried first. Choose another.';
  const { score, advice } = await strengthOf(password.trim(), known);
  if (score >= minimumScore) return null;
  return `This is too easy to guess. ${advice ?? 'Add a few words that have nothing to do with each other.'}`;
}
