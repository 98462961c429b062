import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PlatformMailSettingsInput } from '../platform-mail/platform-mail.types.ts';
import { EmailProfileInput } from '../email-profiles/email-profile.types.ts';
import { Mechanism, Security } from '../submissions/submission.types.ts';

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

@ObjectType({ description: 'A certificate as it was presented.' })
export class CertificateFacts {
  @Field({ description: 'Whose it is.' })
  subject: string;

  @Field({ description: 'Who issued it.' })
  issuer: string;

  @Field(() => [String], { description: 'DNS names and IP addresses it is for.' })
  names: string[];

  @Field(() => GraphQLISODateTime, { description: 'From when.' })
  validFrom: Date;

  @Field(() => GraphQLISODateTime, { description: 'Until when.' })
  validTo: Date;

  @Field({ description: 'SHA-256, in hexadecimal pairs with colons.' })
  fingerprint256: string;
}

@ObjectType({ description: 'What was agreed on in the TLS handshake, also where it was not trusted.' })
export class TlsFacts {
  @Field({ description: 'Such as TLSv1.3.' })
  version: string;

  @Field({ description: 'The cipher suite.' })
  cipher: string;

  @Field({ description: 'Whether the certificate is trusted for the host.' })
  trusted: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, as OpenSSL names it.' })
  reason: string | null;

  @Field(() => [CertificateFacts], { description: 'The chain as presented, the server’s own first.' })
  chain: CertificateFacts[];
}

@ObjectType({ description: 'One stage of the dialogue.' })
export class CheckStage {
  @Field({ description: 'DNS, CONNECT, PROXY, TLS, GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT or DATA.' })
  stage: string;

  @Field(() => CheckStageStatus, { description: 'How it went.' })
  status: CheckStageStatus;

  @Field(() => Int, { nullable: true, description: 'Milliseconds; null while it runs or where it was left out.' })
  durationMs: number | null;

  @Field(() => String, { nullable: true, description: 'What was found.' })
  detail: string | null;

  @Field(() => String, { nullable: true, description: 'The server’s own words.' })
  reply: string | null;

  @Field(() => TlsFacts, { nullable: true, description: 'With TLS: what was agreed on.' })
  tls: TlsFacts | null;

  @Field(() => [String], { nullable: true, description: 'With EHLO: what the server offers, as it said it.' })
  capabilities: string[] | null;
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

  @Field(() => String, { nullable: true, description: 'For TRUST_CA: the certificate, PEM. The label names it.' })
  ca: string | null;

  @Field(() => Mechanism, { nullable: true, description: 'For SET_MECHANISM.' })
  mechanism: Mechanism | null;

  @Field(() => String, { nullable: true, description: 'For SET_USERNAME.' })
  username: string | null;
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

  @Field(() => [CheckStage], { description: 'Those begun so far; all eleven once it ended.' })
  stages: CheckStage[];

  @Field(() => CheckFailure, { nullable: true, description: 'Why it failed.' })
  failure: CheckFailure | null;
}

@InputType({ description: 'What to check.' })
export class CheckConnectionInput {
  @Field(() => PlatformMailSettingsInput, {
    nullable: true,
    description: 'A system admin’s: unsaved settings; leave out to check the saved ones.',
  })
  settings?: PlatformMailSettingsInput | null;

  @Field(() => EmailProfileInput, { nullable: true, description: 'A tenant’s: an unsaved email profile.' })
  profile?: EmailProfileInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'A tenant’s: the saved profile to check; with `profile`, the one whose stored secrets it may keep.',
  })
  profileId?: string | null;

  @Field(() => String, { nullable: true, description: 'Recipient for RCPT TO, and for the mail. Default: me.' })
  to?: string | null;

  @Field({ defaultValue: false, description: 'Also send a test mail.' })
  sendMail: boolean;
}
