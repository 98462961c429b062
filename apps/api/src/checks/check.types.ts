import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PlatformMailSettingsInput } from '../platform-mail/platform-mail.types.ts';
import { Security } from '../submissions/submission.types.ts';

export const CheckStatus = { WAITING: 'WAITING', RUNNING: 'RUNNING', PASSED: 'PASSED', FAILED: 'FAILED', EXPIRED: 'EXPIRED' } as const;
export type CheckStatus = keyof typeof CheckStatus;
registerEnumType(CheckStatus, { name: 'CheckStatus', description: 'How a check stands. EXPIRED: no worker took it within 5 minutes.' });

export const CheckStageStatus = { RUNNING: 'RUNNING', PASSED: 'PASSED', FAILED: 'FAILED', SKIPPED: 'SKIPPED' } as const;
export type CheckStageStatus = keyof typeof CheckStageStatus;
registerEnumType(CheckStageStatus, { name: 'CheckStageStatus', description: 'How a stage went.' });

export const CheckFixKind = {
  SET_SECURITY: 'SET_SECURITY',
  SET_PORT: 'SET_PORT',
  SET_MECHANISM: 'SET_MECHANISM',
  SET_USERNAME: 'SET_USERNAME',
  TRUST_CA: 'TRUST_CA',
  ASK_EGRESS: 'ASK_EGRESS',
} as const;
export type CheckFixKind = keyof typeof CheckFixKind;
registerEnumType(CheckFixKind, { name: 'CheckFixKind', description: 'What one click changes.' });

@ObjectType({ description: 'One stage of the dialogue.' })
export class CheckStage {
  @Field({ description: 'DNS, CONNECT, TLS, GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT or DATA.' })
  stage: string;

  @Field(() => CheckStageStatus, { description: 'How it went.' })
  status: CheckStageStatus;

  @Field(() => Int, { nullable: true, description: 'Milliseconds; null while it runs or where it was left out.' })
  durationMs: number | null;

  @Field(() => String, { nullable: true, description: 'What was found.' })
  detail: string | null;

  @Field(() => String, { nullable: true, description: 'The server’s own words.' })
  reply: string | null;
}

@ObjectType({ description: 'A change that would mend it.' })
export class CheckFix {
  @Field(() => CheckFixKind, { description: 'What it changes.' })
  kind: CheckFixKind;

  @Field({ description: 'The button’s words.' })
  label: string;

  @Field(() => Security, { nullable: true, description: 'For SET_SECURITY.' })
  security: Security | null;

  @Field(() => Int, { nullable: true, description: 'For SET_PORT and ASK_EGRESS.' })
  port: number | null;

  @Field(() => String, { nullable: true, description: 'For ASK_EGRESS.' })
  host: string | null;
}

@ObjectType({ description: 'Why a check failed.' })
export class CheckFailure {
  @Field({ description: 'Its class.' })
  failureClass: string;

  @Field({ description: 'At which stage.' })
  stage: string;

  @Field(() => String, { nullable: true, description: 'The server’s own words.' })
  reply: string | null;

  @Field({ description: 'What happened and what to do.' })
  sentence: string;

  @Field(() => CheckFix, { nullable: true, description: 'A change that would mend it.' })
  fix: CheckFix | null;
}

@ObjectType({ description: 'A try of submission settings, stage by stage.' })
export class ConnectionCheck {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => CheckStatus, { description: 'How it stands.' })
  status: CheckStatus;

  @Field(() => GraphQLISODateTime, { description: 'When it was asked for.' })
  startedAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ended.' })
  finishedAt: Date | null;

  @Field(() => [CheckStage], { description: 'Those begun so far; all ten once it ended.' })
  stages: CheckStage[];

  @Field(() => CheckFailure, { nullable: true, description: 'Why it failed.' })
  failure: CheckFailure | null;
}

@InputType({ description: 'What to check.' })
export class CheckConnectionInput {
  @Field(() => PlatformMailSettingsInput, { nullable: true, description: 'Unsaved settings; leave out to check the saved ones.' })
  settings?: PlatformMailSettingsInput | null;

  @Field(() => String, { nullable: true, description: 'Recipient for RCPT TO, and for the mail. Default: me.' })
  to?: string | null;

  @Field({ defaultValue: false, description: 'Also send a test mail.' })
  sendMail: boolean;
}
