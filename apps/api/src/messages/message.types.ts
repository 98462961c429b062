import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { pageOf } from '../platform/graphql/page.ts';

export const MessageScope = { ACCOUNT: 'ACCOUNT', TENANT: 'TENANT' } as const;
export type MessageScope = keyof typeof MessageScope;
registerEnumType(MessageScope, { name: 'MessageScope', description: 'ACCOUNT is the platform’s account mail, TENANT the tenant’s own.' });

/** As others see it: a worker's CLAIMED is still QUEUED. */
export const VisibleMessageState = {
  QUEUED: 'QUEUED',
  SENDING: 'SENDING',
  ACCEPTED: 'ACCEPTED',
  DEFERRED: 'DEFERRED',
  REJECTED: 'REJECTED',
  EXPIRED: 'EXPIRED',
  CANCELLED: 'CANCELLED',
  SUPPRESSED: 'SUPPRESSED',
  PARKED: 'PARKED',
  HELD: 'HELD',
} as const;
export type VisibleMessageState = keyof typeof VisibleMessageState;
registerEnumType(VisibleMessageState, {
  name: 'MessageState',
  description:
    'PARKED waits until its profile can sign in, HELD for a person; ACCEPTED, REJECTED, EXPIRED, CANCELLED and SUPPRESSED are final.',
});

@ObjectType({ description: 'How long one stage of the dialogue took.' })
export class StageTiming {
  @Field({ description: 'DNS, CONNECT, TLS, GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT or DATA.' })
  stage: string;

  @Field(() => Int, { description: 'Milliseconds.' })
  ms: number;
}

@ObjectType({ description: 'One try of a message.' })
export class Attempt {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => Int, { description: 'From 1.' })
  number: number;

  @Field(() => GraphQLISODateTime, { description: 'When a worker took it.' })
  startedAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When its outcome was written.' })
  finishedAt: Date | null;

  @Field({ description: 'ACCEPTED, DEFERRED, REJECTED, PARKED, HELD, UNKNOWN (no answer to the message itself), RATE or QUOTA.' })
  outcome: string;

  @Field(() => String, { nullable: true, description: 'The class of its failure.' })
  failureClass: string | null;

  @Field(() => String, { nullable: true, description: 'The stage that failed.' })
  stage: string | null;

  @Field(() => String, { nullable: true, description: 'The server’s own words.' })
  reply: string | null;

  @Field({ description: 'Which worker.' })
  worker: string;

  @Field(() => [StageTiming], { description: 'In the order of the dialogue.' })
  timings: StageTiming[];
}

@ObjectType({ description: 'One mail for one recipient.' })
export class Message {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field({ description: 'INVITATION, ACTIVATION, PASSWORD_RESET, EMAIL_CHANGE, SECURITY_NOTICE, SERVICE_NOTICE or TEST.' })
  kind: string;

  @Field({ description: 'ACCOUNT, ALARM or BULK.' })
  lane: string;

  @Field(() => VisibleMessageState, { description: 'How it stands.' })
  state: VisibleMessageState;

  @Field({ description: 'To whom.' })
  recipient: string;

  @Field({ description: 'Its subject.' })
  subject: string;

  @Field({ description: 'The sender’s address as it is set now.' })
  fromAddress: string;

  @Field({ description: 'The Message-ID header, without angle brackets: the same in every try.' })
  messageId: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was written.' })
  createdAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it is tried next; null when no try is planned.' })
  notBefore: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When its life ends.' })
  expiresAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it became final.' })
  finishedAt: Date | null;

  @Field(() => Int, { description: 'Tries so far.' })
  attemptCount: number;

  @Field(() => String, { nullable: true, description: 'The class of the newest failure.' })
  failureClass: string | null;

  @Field(() => String, { nullable: true, description: 'What happened and what to do.' })
  sentence: string | null;

  @Field(() => String, { nullable: true, description: 'The server’s own words.' })
  reply: string | null;

  @Field(() => String, { nullable: true, description: 'The server’s id for the mail.' })
  queueId: string | null;

  @Field(() => ID, { nullable: true, description: 'The tenant that caused it.' })
  tenantId: string | null;

  @Field(() => String, { nullable: true, description: 'That tenant’s name.' })
  tenantName: string | null;

  @Field({ description: 'Whether retryMessage does something.' })
  canRetry: boolean;

  @Field({ description: 'Whether resendAccountMail does something: it makes a fresh link.' })
  canResend: boolean;

  @Field(() => [Attempt], { description: 'Its tries, oldest first.' })
  attempts: Attempt[];

  @Field({ description: 'Path of a response that shows the mail safely, for an iframe without scripts.' })
  previewPath: string;

  @Field({ description: 'The mail as plain text, with [link] for its link.' })
  text: string;
}

@ObjectType({ description: 'A page of messages, newest first.' })
export class MessagePage extends pageOf(Message) {}

@InputType({ description: 'Which messages.' })
export class MessageFilter {
  @Field(() => String, { nullable: true, description: 'Part of the recipient’s address.' })
  search?: string | null;

  @Field(() => [VisibleMessageState], { nullable: true, description: 'In one of these states.' })
  states?: VisibleMessageState[] | null;

  @Field(() => String, { nullable: true, description: 'Of this kind.' })
  kind?: string | null;

  @Field(() => ID, { nullable: true, description: 'Caused by this tenant.' })
  tenantId?: string | null;
}

@ObjectType({ description: 'Accepted and failed messages of one hour.' })
export class QueueHour {
  @Field(() => GraphQLISODateTime, { description: 'Its beginning.' })
  at: Date;

  @Field(() => Int, { description: 'Accepted by a server.' })
  accepted: number;

  @Field(() => Int, { description: 'Rejected or expired.' })
  failed: number;
}

@ObjectType({ description: 'The queue of account mail in numbers.' })
export class QueueFigures {
  @Field(() => Int, { description: 'Waiting for their turn.' })
  queued: number;

  @Field(() => Int, { description: 'Being handed over.' })
  sending: number;

  @Field(() => Int, { description: 'Waiting for their next try.' })
  deferred: number;

  @Field(() => Int, { description: 'Waiting until the server lets us sign in, or for a person.' })
  parked: number;

  @Field(() => Int, { description: 'Rejected or expired in 24 hours.' })
  failedLastDay: number;

  @Field(() => Int, { description: 'Accepted in 24 hours.' })
  acceptedLastDay: number;

  @Field(() => Int, { description: 'How long the oldest due message has been waiting, in seconds.' })
  oldestDueSeconds: number;

  @Field(() => [QueueHour], { description: 'The last 24 hours, oldest first.' })
  hours: QueueHour[];
}
