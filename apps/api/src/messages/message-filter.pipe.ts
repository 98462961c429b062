import { z } from 'zod';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { VisibleMessageState } from './message.types.ts';

const messageFilter = z
  .object({
    search: z.string().max(254, 'Search for at most 254 characters.').nullish(),
    states: z.array(z.enum(VisibleMessageState)).nullish(),
    kind: z.string().max(40).nullish(),
    tenantId: z.uuid('This is no tenant’s id.').nullish(),
    profileId: z.uuid('This is no profile’s id.').nullish(),
    tag: z.string().max(50).nullish(),
    from: z.date().nullish(),
    to: z.date().nullish(),
  })
  .nullish()
  .transform((filter) => filter ?? {});

/** Validates the filter argument; a missing one lets everything through. */
export const messageFilterPipe = new ZodPipe(messageFilter, 'filter');

/** How many messages an act may concern at most. */
export const expectedPipe = new ZodPipe(z.int().min(0).max(1_000_000, 'At most 1,000,000 at once; narrow the filter.'), 'expected');
