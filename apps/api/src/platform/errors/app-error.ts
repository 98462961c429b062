import type { ErrorCode } from '@posthorn/contracts';
import type { SecurityFacts } from './security-facts.ts';

export interface AppErrorDetails {
  /** The input at fault, as the contract spells it; nested ones with dots. */
  field?: string;
  /** When asking again makes sense, in seconds. */
  retryAfterSeconds?: number;
  /** Every input at fault, when there are several. */
  fields?: Record<string, string>;
}

/** A refusal that the caller can act on. The message is a sentence for the person; everything else about it is in `details`. */
export class AppError extends Error {
  override name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: AppErrorDetails = {},
    /** Where HTTP knows a status more telling than the code's own. */
    readonly httpStatus?: number,
  ) {
    super(message);
  }

  /** What the log of security events is to say of it; never part of the answer. */
  security?: SecurityFacts;

  about(facts: SecurityFacts): this {
    this.security = facts;
    return this;
  }
}

export const invalidInput = (field: string, sentence: string) => new AppError('INVALID_INPUT', sentence, { field });

/** A body or file beyond a limit, which the sentence names: 413 over HTTP. */
export const tooLarge = (field: string, sentence: string) => new AppError('INVALID_INPUT', sentence, { field }, 413);

/** "Not found" and "not yours" are one answer. */
export const notFound = (what: string) => new AppError('NOT_FOUND', `There is no such ${what}, or it is not yours.`);

export const notAllowed = () => new AppError('NOT_ALLOWED', 'Your role does not include this.');
