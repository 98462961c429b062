import { emailAddress, platformMailSettingsInput } from '@posthorn/contracts';
import { z } from 'zod';

export const checkConnectionInput = z.object({
  settings: platformMailSettingsInput.nullish().transform((settings) => settings ?? null),
  to: z
    .union([z.literal('').transform(() => null), z.null(), emailAddress('The recipient')])
    .optional()
    .transform((to) => to ?? null),
  sendMail: z.boolean().default(false),
});
export type CheckConnectionInput = z.infer<typeof checkConnectionInput>;
