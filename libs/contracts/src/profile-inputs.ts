import { z } from 'zod';
import { authenticationFields, checkAuthentication } from './oauth-inputs.ts';
import { checkSecrets, optionalAddress, submissionFields, hostName, port } from './submission-inputs.ts';
import { emailAddress, line, optionalLine } from './text.ts';

export const profileName = line('The name', 80);

export const emailProfileInput = z
  .object({
    /** 0 for a new one. */
    version: z.int().min(0).default(0),
    name: profileName,
    description: optionalLine('The description', 300),
    fromAddress: emailAddress('The From address'),
    fromName: optionalLine('The From name', 120),
    replyTo: optionalAddress('The Reply-To address'),
    fallbackId: z
      .union([z.literal('').transform(() => null), z.null(), z.uuid('Choose a profile from the list.')])
      .optional()
      .transform((value) => value ?? null),
    ...submissionFields,
    ...authenticationFields,
  })
  .superRefine(checkSecrets)
  .superRefine(checkAuthentication)
  .superRefine(({ authentication, oauth }, context) => {
    if (authentication === 'OAUTH2' && oauth !== null && oauth.clientId === null)
      context.addIssue({ code: 'custom', path: ['oauth', 'clientId'], message: 'Choose an OAuth client.' });
  });

export const testMessageInput = z.object({
  profileId: z.uuid(),
  to: emailAddress('The recipient'),
  subject: optionalLine('The subject', 500),
  text: z
    .string()
    .max(100_000, 'The body has more than 100,000 characters.')
    .nullish()
    .transform((value) => value ?? null),
  attachmentIds: z.array(z.uuid()).max(20, 'At most 20 attachments.').default([]),
});

export const requestEgressInput = z.object({ host: hostName, port, note: optionalLine('The note', 200) });
export const allowEgressRequestInput = z.object({
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6()], 'This is no address.'))
    .min(1, 'Choose at least one address.')
    .max(20, 'At most 20 addresses.'),
  allowCleartextAuth: z.boolean().default(false),
});
export const dismissEgressRequestInput = z.object({ answer: optionalLine('The answer', 200) });

/** How long a profile keeps transcripts. 0 stops it. */
export const debugMinutes = z.int().min(0).max(1_440, 'At most a day: 1,440 minutes.').default(60);

export type EmailProfileInput = z.infer<typeof emailProfileInput>;
export type TestMessageInput = z.infer<typeof testMessageInput>;
export type RequestEgressInput = z.infer<typeof requestEgressInput>;
export type AllowEgressRequestInput = z.infer<typeof allowEgressRequestInput>;
