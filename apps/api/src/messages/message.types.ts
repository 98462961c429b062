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
  @Field({ description: 'DNS, CONNECT, PROXY, TLS, GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT or DATA.' })
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

  @Field(() => String, { nullable: true, description: 'The email profile that was used, by its name now.' })
  profileName: string | null;
}

@ObjectType({ description: 'A header.' })
export class MailHeader {
  @Field({ description: 'Its name.' })
  name: string;

  @Field({ description: 'Its value, decoded and on one line.' })
  value: string;
}

@ObjectType({ description: 'A file in a mail.' })
export class MessageAttachment {
  @Field({ description: 'Its file name.' })
  name: string;

  @Field({ description: 'Such as application/pdf.' })
  contentType: string;

  @Field(() => Int, { description: 'Its octets, before encoding.' })
  sizeBytes: number;

  @Field(() => String, { nullable: true, description: 'What the HTML calls it by.' })
  cid: string | null;
}

@ObjectType({ description: 'One mail for one recipient.' })
export class Message {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field({
    description:
      'MAIL or TEST; of account mail INVITATION, ACTIVATION, PASSWORD_RESET, EMAIL_CHANGE, EMAIL_APPROVAL, SECURITY_NOTICE, SERVICE_NOTICE or TEST.',
  })
  kind: string;

  @Field({ description: 'ACCOUNT, ALARM or BULK.' })
  lane: string;

  @Field(() => VisibleMessageState, { description: 'How it stands.' })
  state: VisibleMessageState;

  @Field({ description: 'To whom.' })
  recipient: string;

  @Field({ description: 'Its subject.' })
  subject: string;

  @Field({ description: 'The sender’s address; of account mail, and of mail that a fallback carries in its own name, as it is set now.' })
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

  @Field(() => ID, { nullable: true, description: 'The email profile that carries it; null for account mail.' })
  profileId: string | null;

  @Field(() => String, { nullable: true, description: 'Its name now.' })
  profileName: string | null;

  @Field(() => String, { nullable: true, description: 'The profile it was given to, where a fallback carries it.' })
  homeProfileName: string | null;

  @Field(() => String, { nullable: true, description: 'The sender’s name.' })
  fromName: string | null;

  @Field(() => [String], { description: 'To whom, as the header shows it.' })
  to: string[];

  @Field(() => [String], { description: 'To whom a copy goes, as the header shows it.' })
  cc: string[];

  @Field(() => [MailHeader], { description: 'The mail’s headers as its recipient sees them; those of its parts are left out.' })
  headers: MailHeader[];

  @Field(() => [String], { description: 'What its sender tagged it with.' })
  tags: string[];

  @Field(() => [MessageAttachment], { description: 'Its files, in their order.' })
  attachments: MessageAttachment[];

  @Field(() => String, { nullable: true, description: 'The API key or the person that sent it, by the name they had then.' })
  sourceName: string | null;

  @Field(() => Int, { nullable: true, description: 'Tries it gets at most; null: as many as its life has room for.' })
  maxAttempts: number | null;

  @Field({ description: 'Whether cancelMessage does something.' })
  canCancel: boolean;

  @Field({ description: 'Its fate, to hand to support: no content, no secret, no other recipient.' })
  supportText: string;
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

  @Field(() => ID, { nullable: true, description: 'Given to this email profile, or carried by it as a fallback.' })
  profileId?: string | null;

  @Field(() => String, { nullable: true, description: 'With this tag.' })
  tag?: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Written at or after this time.' })
  from?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Written before this time.' })
  to?: Date | null;
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

@ObjectType({ description: 'A queue in numbers: of account mail, or of a tenant.' })
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
