import { createUnionType, Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TokensWouldDrop } from '../oauth/oauth.types.ts';
import { QueueHour } from '../messages/message.types.ts';
import { pageOf } from '../platform/graphql/page.ts';
import { SubmissionState } from '../submissions/submission-state.ts';
import { SubmissionSetup, SubmissionSetupInput } from '../submissions/submission-setup.types.ts';

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
export class EmailProfile extends SubmissionSetup {
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

  @Field(() => String, { nullable: true, description: 'The sender’s name.' })
  fromName: string | null;

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

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Its messages a day are used up: when the next may leave. Null while they are not.',
  })
  limitReachedUntil: Date | null;

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
export class EmailProfileInput extends SubmissionSetupInput {
  @Field(() => Int, { defaultValue: 0, description: 'The version that was read; 0 for a new one.' })
  version: number;

  @Field({ description: '1 to 80 characters, unique in the tenant.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'At most 300 characters.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 120 characters.' })
  fromName?: string | null;

  @Field(() => ID, { nullable: true, description: 'Another profile, not one that falls back to this one.' })
  fallbackId?: string | null;
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
  description: 'Saved, or refused because somebody saved meanwhile or tokens would drop.',
  types: () => [EmailProfileSaved, StaleEmailProfile, TokensWouldDrop] as const,
  resolveType: (value: object) => ('current' in value ? StaleEmailProfile : 'changed' in value ? TokensWouldDrop : EmailProfileSaved),
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
