import type { Prisma } from '@posthorn/database';
import type { ZodType } from 'zod';

/**
 * A JSON column with the shape that is stored in it. What is read is checked: a shape that has aged names its column here, instead of failing
 * somewhere else.
 *
 * @param name `table.column`
 */
export function jsonColumn<T>(name: string, schema: ZodType<T>) {
  return {
    read(value: unknown): T {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      throw new Error(`${name} holds what this version can't read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
    },
    write: (value: T): Prisma.InputJsonObject => toJson(value as object),
  };
}

/** As JSON keeps it: dates as ISO 8601, without what is undefined. */
export const toJson = (value: object): Prisma.InputJsonObject => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;
