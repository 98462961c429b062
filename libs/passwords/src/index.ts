export { isGuessable, minimumScore } from './guessable.ts';
export { strengthOf, type Strength } from './strength.ts';
