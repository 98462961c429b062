import { emailAddress, emailProfileInput, platformMailSettingsInput } from '@posthorn/contracts';
import { z } from 'zod';

export const checkConnectionInput = z.object({
  settings: platformMailSettingsInput.nullish().transform((settings) => settings ?? null),
  profile: emailProfileInput.nullish().transform((profile) => profile ?? null),
  profileId: z
    .uuid('Choose a profile from the list.')
    .nullish()
    .transform((id) => id ?? null),
  to: z
    .union([z.literal('').transform(() => null), z.null(), emailAddress('The recipient')])
    .optional()
    .transform((to) => to ?? null),
  sendMail: z.boolean().default(false),
});
export type CheckConnectionInput = z.infer<typeof checkConnectionInput>;
