import { platformMailSettingsInput } from '@posthorn/contracts';
import { z } from 'zod';
import type { MailSettingsFieldsFragment, PlatformMailSettingsInput } from '@/generated/graphql.ts';
import { requireSecretsAgain, submissionInputOf, submissionShape, submissionValuesOf } from '../../../submissions/submission-values.ts';

export type MailSettings = MailSettingsFieldsFragment;

const { fromAddress, fromName, replyTo } = platformMailSettingsInput.shape;
const mailShape = z.object({ fromAddress, fromName, replyTo, ...submissionShape });

/** The contract's fields, and the rule that a stored secret stays with its destination. */
export const mailFormSchema = (saved: MailSettings) =>
  mailShape.superRefine((values, context) => requireSecretsAgain(values, saved, context));

export type MailValues = z.input<typeof mailShape>;
export type ParsedMailValues = z.output<typeof mailShape>;

export function mailValuesOf(settings: MailSettings): MailValues {
  return {
    fromAddress: settings.fromAddress,
    fromName: settings.fromName,
    replyTo: settings.replyTo ?? '',
    ...submissionValuesOf(settings),
  };
}

/** What the API takes, from values the schema has seen. */
export function mailInputOf(values: ParsedMailValues, saved: MailSettings, version = saved.version): PlatformMailSettingsInput {
  const { fromAddress: address, fromName: name, replyTo: answersTo, ...submission } = values;
  return { version, fromAddress: address, fromName: name, replyTo: answersTo, ...submissionInputOf(submission, saved) };
}
