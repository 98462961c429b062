import type { PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { notFound } from './app-error.ts';

/** Refuses an id that is none, with the answer of an id that isn't there. */
export const uuidPipe = (what: string): PipeTransform<string, string> => ({
  transform(value) {
    if (!validate(value)) throw notFound(what);
    return value;
  },
});
