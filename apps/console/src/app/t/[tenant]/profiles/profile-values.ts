import { emailProfileInput } from '@posthorn/contracts';
import { z } from 'zod';
import type { EmailProfileInput, ProfileFieldsFragment } from '@/generated/graphql.ts';
import { locks } from '../../../../features/submissions/presets.ts';
import type { Preset } from '../../../../features/submissions/presets.ts';
import {
  blankSubmission,
  submissionFormSchema,
  submissionInputOf,
  submissionShape,
  submissionValuesOf,
} from '../../../../features/submissions/submission-values.ts';
import type { SavedSubmission } from '../../../../features/submissions/submission-values.ts';

export type Profile = ProfileFieldsFragment;

const { name, description, fromAddress, fromName, replyTo, fallbackId } = emailProfileInput.shape;
const profileShape = z.object({ name, description, fromAddress, fromName, replyTo, fallbackId, ...submissionShape });

const withClient = profileShape.superRefine(({ authentication, oauth }, context) => {
  if (authentication === 'OAUTH2' && oauth.clientId === null)
    context.addIssue({ code: 'custom', path: ['oauth', 'clientId'], message: 'Choose an OAuth client.' });
});

/** The contract's fields, and the rules that its form can judge by itself. `reserved`: parameter names that belong to the protocol. */
export const profileFormSchema = (
  saved: SavedSubmission,
  reserved: readonly string[] = [],
): z.ZodType<ParsedProfileValues, ProfileValues> => submissionFormSchema<ParsedProfileValues, ProfileValues>(withClient, saved, reserved);

export type ProfileValues = z.input<typeof profileShape>;
export type ParsedProfileValues = z.output<typeof profileShape>;

export const blankProfile: ProfileValues = {
  name: '',
  description: '',
  fromAddress: '',
  fromName: '',
  replyTo: '',
  fallbackId: null,
  ...submissionValuesOf(blankSubmission),
};

export function profileValuesOf(profile: Profile): ProfileValues {
  return {
    name: profile.name,
    description: profile.description ?? '',
    fromAddress: profile.fromAddress,
    fromName: profile.fromName ?? '',
    replyTo: profile.replyTo ?? '',
    fallbackId: profile.fallbackId ?? null,
    ...submissionValuesOf(profile),
  };
}

/** What the API takes, from values the schema has seen. Version 0 is a new one's. */
export function profileInputOf(values: ParsedProfileValues, saved: SavedSubmission, version: number): EmailProfileInput {
  return { ...values, ...submissionInputOf(values, saved), version };
}

/** A name for a profile that has none: its provider's, else its sender's domain; numbered where that is taken. */
export function guessName(address: string, preset: Preset | undefined, taken: readonly string[]): string {
  const domain = address.includes('@') ? address.slice(address.lastIndexOf('@') + 1).trim() : '';
  const base = locks(preset) ? preset.name.replace(/ \(.*\)$/, '') : domain;
  if (base === '') return '';
  const lower = new Set(taken.map((one) => one.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const guess = number === 1 ? base : `${base} ${number}`;
    if (!lower.has(guess.toLowerCase())) return guess;
  }
}
