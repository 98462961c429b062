import type { Type } from '@nestjs/common';
import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { z } from 'zod';
import { invalidInput } from '../errors/app-error.ts';
import { ZodPipe } from '../errors/zod.pipe.ts';

@InputType({ description: 'Which page of a list.' })
export class PageInput {
  @Field(() => Int, { defaultValue: 50, description: 'How many items, 1 to 200.' })
  first: number;

  @Field(() => String, { nullable: true, description: 'The nextCursor of the page before; leave out for the first page.' })
  after?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A column of the list, such as name, or -name for descending. Default: newest first.',
  })
  sort?: string | null;
}

const pageInput = z
  .object({
    first: z.int().min(1).max(200).default(50),
    after: z.uuid('This cursor is none that a page gave.').nullish(),
    sort: z.string().max(50).nullish(),
  })
  .nullish()
  .transform((page) => page ?? { first: 50, after: null });

/** Validates the page argument; a missing one is the first page of 50. */
export const pagePipe = new ZodPipe(pageInput, 'page');

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A page's GraphQL type: `{ items, nextCursor }`. */
export function pageOf<T>(item: Type<T>): Type<Page<T>> {
  @ObjectType({ isAbstract: true })
  abstract class PageType {
    @Field(() => [item], { description: 'The items of this page, in order.' })
    items: T[];

    @Field(() => String, { nullable: true, description: 'Ask for the next page with this; null on the last one.' })
    nextCursor: string | null;
  }
  return PageType as unknown as Type<Page<T>>;
}

/**
 * Prisma's arguments for a page of rows, newest first unless the page asks for one of the `sortable` columns (the contract's name to the
 * table's); asks for one row more to know whether another page follows. Sortable columns hold no nulls: a cursor can't stand on one.
 */
export function pageQuery<OrderBy extends object>(page: PageInput, sortable: Readonly<Record<string, keyof OrderBy & string>>) {
  return {
    take: page.first + 1,
    orderBy: orderOf(page.sort, sortable) as OrderBy[],
    ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
  };
}

/** The id comes last in every order, so that equal values have one. */
export function orderOf(sort: string | null | undefined, sortable: Readonly<Record<string, string>>): Record<string, 'asc' | 'desc'>[] {
  if (!sort) return [{ id: 'desc' }];
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const column = new Map(Object.entries(sortable)).get(sort.replace(/^-/, ''));
  if (!column) throw invalidInput('page.sort', `This list sorts by ${Object.keys(sortable).join(', ')}.`);
  return column === 'id' ? [{ id: direction }] : [{ [column]: direction }, { id: direction }];
}

/** Cuts the extra row off again and names the cursor. */
export function toPage<Row extends { id: string }, T>(rows: Row[], page: PageInput, toItem: (row: Row) => T): Page<T> {
  const items = rows.slice(0, page.first);
  return { items: items.map(toItem), nextCursor: rows.length > page.first ? (items.at(-1)?.id ?? null) : null };
}

/**
 * A search text for Prisma's `contains` and `startsWith`, which leave LIKE's own characters their meaning: they are escaped here. Undefined
 * when there is none. Refuses a text nobody types.
 */
export function searchText(search: string | null | undefined, field = 'filter.search'): string | undefined {
  const text = search?.trim();
  if (!text) return undefined;
  if (text.length > 254) throw invalidInput(field, 'Search for at most 254 characters.');
  // PostgreSQL stores no NUL and answers one with an error.
  if (/\p{Cc}/u.test(text)) throw invalidInput(field, 'The search holds a control character; type it again without.');
  return text.replace(/[\\%_]/g, '\\$&');
}
