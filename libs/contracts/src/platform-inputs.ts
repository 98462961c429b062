import { z } from 'zod';
import { authenticationFields, checkAuthentication, oauthClientInput } from './oauth-inputs.ts';
import { checkSecrets, optionalAddress, port, submissionFields } from './submission-inputs.ts';
import { emailAddress, line, optionalLine } from './text.ts';

export const platformMailSettingsInput = z
  .object({
    version: z.int().min(0),
    fromAddress: emailAddress('The From address'),
    fromName: line('The From name', 120),
    replyTo: optionalAddress('The Reply-To address'),
    ...submissionFields,
    ...authenticationFields,
    /** The platform's one client, saved with it. */
    oauthClient: oauthClientInput.nullish().transform((value) => value ?? null),
  })
  .superRefine(checkSecrets)
  .superRefine(checkAuthentication)
  .superRefine((input, context) => {
    if (input.authentication === 'OAUTH2' && input.oauthClient === null)
      context.addIssue({ code: 'custom', path: ['oauthClient'], message: 'OAuth 2.0 needs the OAuth client.' });
  });

export const platformSettingsInput = z.object({
  version: z.int().min(0),
  productName: line('The product name', 60),
  logoDataUri: z
    .union([
      z.literal('').transform(() => null),
      z.null(),
      z
        .string()
        .max(100_000, 'The logo is larger than 75 KB.')
        .regex(/^data:image\/(png|jpeg|gif);base64,[A-Za-z0-9+/=]+$/, 'The logo must be a PNG, JPEG or GIF.'),
    ])
    .optional()
    .transform((value) => value ?? null),
  supportAddress: optionalAddress('The support address'),
  footer: optionalLine('The footer', 300),
  activationHours: z.int().min(1, 'Activation links live 1 to 720 hours.').max(720, 'Activation links live 1 to 720 hours.'),
  resetMinutes: z.int().min(5, 'Reset links live 5 to 1440 minutes.').max(1440, 'Reset links live 5 to 1440 minutes.'),
  sessionIdleMinutes: z.int().min(5, 'Sessions may idle 5 to 10080 minutes.').max(10_080, 'Sessions may idle 5 to 10080 minutes.'),
  sessionAbsoluteHours: z.int().min(1, 'Sessions end after 1 to 720 hours.').max(720, 'Sessions end after 1 to 720 hours.'),
});

/** A host name, an address, or a range of addresses such as 10.20.0.0/16. */
const egressHost = z
  .string()
  .trim()
  .min(1, 'The host is missing.')
  .max(253, 'A host name has at most 253 characters.')
  .regex(/^[\p{L}\p{N}._:[\]-]+(\/\d{1,3})?$/u, 'Type a host name, an address, or a range such as 10.20.0.0/16.');

export const allowEgressInput = z.object({
  host: egressHost,
  port,
  allowCleartextAuth: z.boolean().default(false),
  note: optionalLine('The note', 200),
});
export const createTenantInput = z.object({ name: line('The tenant name', 120) });
export const updateTenantInput = z.object({
  name: line('The tenant name', 120),
  invitationsPerDay: z.int().min(0, 'Between 0 and 10,000 invitations a day.').max(10_000, 'Between 0 and 10,000 invitations a day.'),
});
export const suspendTenantInput = z.object({ reason: line('The reason', 200) });
export const testMailInput = z.object({ to: optionalAddress('The recipient') });

export type PlatformMailSettingsInput = z.infer<typeof platformMailSettingsInput>;
export type PlatformSettingsInput = z.infer<typeof platformSettingsInput>;
export type AllowEgressInput = z.infer<typeof allowEgressInput>;
export type CreateTenantInput = z.infer<typeof createTenantInput>;
export type UpdateTenantInput = z.infer<typeof updateTenantInput>;
