import { createUnionType, Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { QueueHour } from '../messages/message.types.ts';
import { pageOf } from '../platform/graphql/page.ts';
import { SubmissionState } from '../submissions/submission-state.ts';
import {
  CheckSummary,
  FailureSummary,
  SecretAction,
  Security,
  SubmissionAdvanced,
  SubmissionAdvancedInput,
} from '../submissions/submission.types.ts';

export const ProfileReferenceKind = {
  FALLBACK: 'FALLBACK',
  API_KEY: 'API_KEY',
  DEFAULT: 'DEFAULT',
  WAITING_MESSAGES: 'WAITING_MESSAGES',
} as const;
export type ProfileReferenceKind = keyof typeof ProfileReferenceKind;
registerEnumType(ProfileReferenceKind, {
  name: 'ProfileReferenceKind',
  description:
    'What refers to an email profile. FALLBACK: another profile falls back to it. API_KEY: a key may send through it alone or among others. DEFAULT: sends that name no profile use it. WAITING_MESSAGES: mail waits for it.',
});

@ObjectType({ description: 'Something that refers to an email profile, so that it can’t just go.' })
export class ProfileReference {
  @Field(() => ProfileReferenceKind, { description: 'What it is.' })
  kind: ProfileReferenceKind;

  @Field(() => ID, { description: 'Its id; of waiting messages and the default the profile’s own.' })
  id: string;

  @Field({ description: 'Its name, or how many messages wait.' })
  name: string;
}

@ObjectType({ description: 'A tenant’s named submission setup. Routes, reports and sends refer to it.' })
export class EmailProfile {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => Int, { description: 'Send it back when saving.' })
  version: number;

  @Field({ description: 'Unique in the tenant, whatever its case.' })
  name: string;

  @Field(() => [String], { description: 'Names it had before: sends may still use them.' })
  aliases: string[];

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description: string | null;

  @Field({ description: 'The sender’s address.' })
  fromAddress: string;

  @Field(() => String, { nullable: true, description: 'The sender’s name.' })
  fromName: string | null;

  @Field(() => String, { nullable: true, description: 'Where answers go, if elsewhere.' })
  replyTo: string | null;

  @Field({ description: 'The id of a submission preset, or custom.' })
  preset: string;

  @Field({ description: 'The server.' })
  host: string;

  @Field(() => Int, { description: 'Its port.' })
  port: number;

  @Field(() => Security, { description: 'How the connection is secured.' })
  security: Security;

  @Field(() => String, { nullable: true, description: 'Null: no signing in.' })
  username: string | null;

  @Field({ description: 'Whether a password is stored. It never comes out.' })
  passwordSet: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was stored.' })
  passwordChangedAt: Date | null;

  @Field(() => Int, { description: 'Milliseconds each stage may take.' })
  timeoutMs: number;

  @Field(() => SubmissionAdvanced, { description: 'What is seldom changed.' })
  advanced: SubmissionAdvanced;

  @Field({ description: 'Whether a proxy password is stored. It never comes out.' })
  proxyPasswordSet: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Until then each attempt keeps its transcript. Null: none does.' })
  debugUntil: Date | null;

  @Field(() => ID, { nullable: true, description: 'The profile that carries its waiting mail while it can’t.' })
  fallbackId: string | null;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  fallbackName: string | null;

  @Field({ description: 'Sends that name no profile use it.' })
  isDefault: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since then nothing is sent through it; its mail waits.' })
  pausedAt: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it was saved.' })
  updatedAt: Date;

  @Field(() => String, { nullable: true, description: 'By whom.' })
  updatedByName: string | null;

  @Field(() => SubmissionState, { description: 'How it stands.' })
  state: SubmissionState;

  @Field({ description: 'It leads to this installation’s sandbox: nobody receives its mail.' })
  inSandbox: boolean;

  @Field(() => CheckSummary, { nullable: true, description: 'The newest finished check of the saved settings.' })
  lastCheck: CheckSummary | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When a mail was last accepted.' })
  lastSuccessAt: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Its messages a day are used up: when the next may leave. Null while they are not.',
  })
  limitReachedUntil: Date | null;

  @Field(() => FailureSummary, { nullable: true, description: 'The newest failure of a delivery with these settings.' })
  lastFailure: FailureSummary | null;

  @Field(() => Int, { description: 'Failures since then in a row.' })
  consecutiveFailures: number;

  @Field(() => Int, { description: 'Messages that wait for it.' })
  waiting: number;

  @Field(() => Int, { description: 'Messages accepted within the hours shown.' })
  acceptedToday: number;

  @Field(() => [QueueHour], { description: 'The last 24 hours, oldest first.' })
  hours: QueueHour[];

  @Field(() => [ProfileReference], { description: 'What refers to it.' })
  references: ProfileReference[];
}

@ObjectType({ description: 'A page of email profiles, newest first.' })
export class EmailProfilePage extends pageOf(EmailProfile) {}

@InputType({ description: 'Which email profiles.' })
export class EmailProfileFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name, an alias, the From address or the host.' })
  search?: string | null;

  @Field(() => [SubmissionState], { nullable: true, description: 'In one of these states.' })
  states?: SubmissionState[] | null;
}

@InputType({ description: 'All of an email profile.' })
export class EmailProfileInput {
  @Field(() => Int, { defaultValue: 0, description: 'The version that was read; 0 for a new one.' })
  version: number;

  @Field({ description: '1 to 80 characters, unique in the tenant.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'At most 300 characters.' })
  description?: string | null;

  @Field({ description: 'An e-mail address.' })
  fromAddress: string;

  @Field(() => String, { nullable: true, description: 'At most 120 characters.' })
  fromName?: string | null;

  @Field(() => String, { nullable: true, description: 'An e-mail address; null for none.' })
  replyTo?: string | null;

  @Field(() => ID, { nullable: true, description: 'Another profile, not one that falls back to this one.' })
  fallbackId?: string | null;

  @Field({ description: 'The id of a submission preset, which then decides host, port and security among those it knows; or custom.' })
  preset: string;

  @Field({ description: 'Host name or address.' })
  host: string;

  @Field(() => Int, { description: '1 to 65535.' })
  port: number;

  @Field(() => Security, { description: 'How the connection is secured.' })
  security: Security;

  @Field(() => String, { nullable: true, description: 'Null: no signing in.' })
  username?: string | null;

  @Field(() => SecretAction, { description: 'What happens to the stored password. KEEP is refused once the destination changes.' })
  passwordAction: SecretAction;

  @Field(() => String, { nullable: true, description: 'For REPLACE.' })
  password?: string | null;

  @Field(() => Int, { description: '1,000 to 120,000.' })
  timeoutMs: number;

  @Field(() => SubmissionAdvancedInput, { nullable: true, description: 'What is seldom changed. Null: all of it has its defaults.' })
  advanced?: SubmissionAdvancedInput | null;

  @Field(() => SecretAction, {
    defaultValue: SecretAction.KEEP,
    description: 'What happens to the stored proxy password. KEEP is refused once the destination changes.',
  })
  proxyPasswordAction: SecretAction;

  @Field(() => String, { nullable: true, description: 'For REPLACE.' })
  proxyPassword?: string | null;
}

@ObjectType({ description: 'Saved.' })
export class EmailProfileSaved {
  @Field(() => EmailProfile, { description: 'As it stands now.' })
  profile: EmailProfile;

  @Field(() => [String], { description: 'What was changed on the way in and what to beware of, as sentences for the person.' })
  notes: string[];
}

@ObjectType({ description: 'Somebody saved meanwhile: nothing was written.' })
export class StaleEmailProfile {
  @Field(() => EmailProfile, { description: 'What stands now.' })
  current: EmailProfile;
}

export const UpdateEmailProfileResult = createUnionType({
  name: 'UpdateEmailProfileResult',
  description: 'Saved, or refused because somebody saved meanwhile.',
  types: () => [EmailProfileSaved, StaleEmailProfile] as const,
  resolveType: (value: object) => ('current' in value ? StaleEmailProfile : EmailProfileSaved),
});

@ObjectType({ description: 'Deleted, its secrets wiped.' })
export class EmailProfileDeleted {
  @Field(() => ID, { description: 'The one that was.' })
  id: string;

  @Field(() => Int, { description: 'Waiting messages that the other profile carries now.' })
  moved: number;
}

@ObjectType({ description: 'Nothing was deleted: something refers to it. Name the profile to move all of that to.' })
export class EmailProfileInUse {
  @Field(() => [ProfileReference], { description: 'What refers to it.' })
  references: ProfileReference[];
}

export const DeleteEmailProfileResult = createUnionType({
  name: 'DeleteEmailProfileResult',
  description: 'Deleted, or refused because something refers to it.',
  types: () => [EmailProfileDeleted, EmailProfileInUse] as const,
  resolveType: (value: object) => ('references' in value ? EmailProfileInUse : EmailProfileDeleted),
});
