import { z } from 'zod';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { VisibleMessageState } from './message.types.ts';

const messageFilter = z
  .object({
    search: z.string().max(254, 'Search for at most 254 characters.').nullish(),
    states: z.array(z.enum(VisibleMessageState)).nullish(),
    kind: z.string().max(40).nullish(),
    tenantId: z.uuid('This is no tenant’s id.').nullish(),
  })
  .nullish()
  .transform((filter) => filter ?? {});

/** Validates the filter argument; a missing one lets everything through. */
export const messageFilterPipe = new ZodPipe(messageFilter, 'filter');
