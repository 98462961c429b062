import type { PipeTransform } from '@nestjs/common';
import type { ZodType } from 'zod';
import { AppError } from './app-error.ts';

/** Validates an argument by a schema of the contracts; inside, types are trusted. Throws INVALID_INPUT naming each field. */
export class ZodPipe<T> implements PipeTransform<unknown, T> {
  constructor(
    private readonly schema: ZodType<T>,
    /** The argument's own name, for schemas of a single value. */
    private readonly name = '',
  ) {}

  transform(value: unknown): T {
    const parsed = this.schema.safeParse(value);
    if (parsed.success) return parsed.data;

    const fields: Record<string, string> = {};
    for (const issue of parsed.error.issues) fields[issue.path.join('.') || this.name] ??= issue.message;
    const [field = this.name, sentence = 'The input is not valid.'] = Object.entries(fields)[0] ?? [];
    throw new AppError('INVALID_INPUT', sentence, { field, fields });
  }
}
