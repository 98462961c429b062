import { createUnionType, Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { SubmissionState } from './submission-state.ts';

export const Security = {
  NONE: 'NONE',
  STARTTLS_REQUIRED: 'STARTTLS_REQUIRED',
  STARTTLS_OPPORTUNISTIC: 'STARTTLS_OPPORTUNISTIC',
  TLS: 'TLS',
} as const;
export type Security = keyof typeof Security;
registerEnumType(Security, { name: 'Security', description: 'How a submission connection is secured.' });

registerEnumType(SubmissionState, {
  name: 'SubmissionState',
  description:
    'How a submission setup stands. FAILING: the server can’t be reached. PARKED: it lets nobody sign in. UNPROVEN: nothing was accepted yet.',
});

export const SecretAction = { KEEP: 'KEEP', REPLACE: 'REPLACE', REMOVE: 'REMOVE' } as const;
export type SecretAction = keyof typeof SecretAction;
registerEnumType(SecretAction, {
  name: 'SecretAction',
  description: 'KEEP leaves the stored one, REPLACE takes the given one, REMOVE deletes it.',
});

@ObjectType({ description: 'How a connection check ended.' })
export class CheckSummary {
  @Field(() => ID, { description: 'The check.' })
  id: string;

  @Field(() => GraphQLISODateTime, { description: 'When it ended.' })
  at: Date;

  @Field({ description: 'Whether every stage passed.' })
  passed: boolean;

  @Field(() => String, { nullable: true, description: 'The class of its failure.' })
  failureClass: string | null;

  @Field(() => String, { nullable: true, description: 'What happened and what to do.' })
  sentence: string | null;
}

@ObjectType({ description: 'The newest failure of a delivery.' })
export class FailureSummary {
  @Field(() => GraphQLISODateTime, { description: 'When.' })
  at: Date;

  @Field({ description: 'Its class.' })
  failureClass: string;

  @Field(() => String, { nullable: true, description: 'The server’s own words.' })
  reply: string | null;

  @Field({ description: 'What happened and what to do.' })
  sentence: string;
}

@ObjectType({ description: 'The one submission setup for account mail. Version 0: nothing is set up yet.' })
export class PlatformMailSettings {
  @Field(() => Int, { description: 'Send it back when saving.' })
  version: number;

  @Field({ description: 'The sender’s address.' })
  fromAddress: string;

  @Field({ description: 'The sender’s name.' })
  fromName: string;

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

  @Field(() => FailureSummary, { nullable: true, description: 'The newest failure of a delivery with these settings.' })
  lastFailure: FailureSummary | null;

  @Field(() => Int, { description: 'Failures since then in a row.' })
  consecutiveFailures: number;
}

@InputType({ description: 'All platform mail settings.' })
export class PlatformMailSettingsInput {
  @Field(() => Int, { description: 'The version that was read; 0 when nothing was set up.' })
  version: number;

  @Field({ description: 'An e-mail address.' })
  fromAddress: string;

  @Field({ description: '1 to 120 characters.' })
  fromName: string;

  @Field(() => String, { nullable: true, description: 'An e-mail address; null for none.' })
  replyTo?: string | null;

  @Field({ description: 'The id of a submission preset, which then decides host, port and security; or custom.' })
  preset: string;

  @Field({ description: 'Host name or address.' })
  host: string;

  @Field(() => Int, { description: '1 to 65535.' })
  port: number;

  @Field(() => Security, { description: 'How the connection is secured.' })
  security: Security;

  @Field(() => String, { nullable: true, description: 'Null: no signing in.' })
  username?: string | null;

  @Field(() => SecretAction, { description: 'What happens to the stored password. KEEP is refused once host, port or security change.' })
  passwordAction: SecretAction;

  @Field(() => String, { nullable: true, description: 'For REPLACE.' })
  password?: string | null;

  @Field(() => Int, { description: '1,000 to 120,000.' })
  timeoutMs: number;
}

@ObjectType({ description: 'Saved.' })
export class PlatformMailSettingsSaved {
  @Field(() => PlatformMailSettings, { description: 'As they stand now.' })
  settings: PlatformMailSettings;

  @Field(() => [String], { description: 'What was changed on the way in, as sentences for the person.' })
  notes: string[];
}

@ObjectType({ description: 'Somebody saved meanwhile: nothing was written.' })
export class StaleVersion {
  @Field(() => PlatformMailSettings, { description: 'What stands now.' })
  current: PlatformMailSettings;
}

export const UpdatePlatformMailSettingsResult = createUnionType({
  name: 'UpdatePlatformMailSettingsResult',
  description: 'Saved, or refused because somebody saved meanwhile.',
  types: () => [PlatformMailSettingsSaved, StaleVersion] as const,
  resolveType: (value: object) => ('current' in value ? StaleVersion : PlatformMailSettingsSaved),
});

@ObjectType({ description: 'What is known of a provider’s submission service.' })
export class SubmissionPreset {
  @Field({ description: 'Its id.' })
  id: string;

  @Field({ description: 'Its name.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Null is for the person to fill in.' })
  host: string | null;

  @Field(() => Int, { nullable: true, description: 'Null is for the person to fill in.' })
  port: number | null;

  @Field(() => Security, { nullable: true, description: 'Null is for the person to choose.' })
  security: Security | null;

  @Field({ description: 'What to type as user name.' })
  usernameHint: string;

  @Field({ description: 'What to type as password.' })
  passwordHint: string;

  @Field(() => [String], { description: 'What to know before using it.' })
  notes: string[];

  @Field(() => String, { nullable: true, description: 'The user name, where it is the same for everybody.' })
  fixedUsername: string | null;

  @Field({ description: 'Whether blanks in a pasted password are removed.' })
  stripsPasswordBlanks: boolean;
}
