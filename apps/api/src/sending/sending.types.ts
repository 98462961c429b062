import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { SendingLane } from '../api-keys/api-key.types.ts';

@InputType({ description: 'A header of one’s own.' })
export class MailHeaderInput {
  @Field({ description: 'Its name, such as X-Plant. Those that Posthorn or mail servers write are refused.' })
  name: string;

  @Field({ description: 'Its value, one line.' })
  value: string;
}

@InputType({ description: 'An attachment: an upload by id, or name and content.' })
export class SendAttachmentInput {
  @Field(() => ID, { nullable: true, description: 'An upload’s, from POST /api/v1/attachments.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'The file name. Default for an upload: its own.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Such as application/pdf. Default for an upload: its own.' })
  contentType?: string | null;

  @Field(() => String, { nullable: true, description: 'Base64, at most 256 KB of octets.' })
  content?: string | null;

  @Field(() => String, { nullable: true, description: 'For <img src="cid:...">; the part is inline.' })
  cid?: string | null;
}

@InputType({ description: 'A mail to send. Addresses are anna@example.org or Anna <anna@example.org>.' })
export class SendMailInput {
  @Field(() => String, { nullable: true, description: 'The email profile’s name, former name or id. Default: the tenant’s default.' })
  profile?: string | null;

  @Field(() => String, { nullable: true, description: 'The sender, one the profile allows. Default: the profile’s From.' })
  from?: string | null;

  @Field(() => [String], { nullable: true, description: 'Recipients.' })
  to?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Recipients of a copy.' })
  cc?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Recipients no other sees.' })
  bcc?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Where answers go. Default: the profile’s Reply-To.' })
  replyTo?: string[] | null;

  @Field(() => String, { nullable: true, description: 'One line.' })
  subject?: string | null;

  @Field(() => String, { nullable: true, description: 'The plain text. Default: made from the HTML.' })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'The HTML, sent as it is.' })
  html?: string | null;

  @Field(() => [SendAttachmentInput], { nullable: true, description: 'At most 20, together 25 MB.' })
  attachments?: SendAttachmentInput[] | null;

  @Field(() => [MailHeaderInput], { nullable: true, description: 'Headers of one’s own.' })
  headers?: MailHeaderInput[] | null;

  @Field(() => Int, { nullable: true, description: 'As readers show it: 1 (highest) to 5. Default: 3.' })
  priority?: number | null;

  @Field(() => SendingLane, { nullable: true, description: 'Default: BULK.' })
  lane?: SendingLane | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Not before; at most 30 days ahead. Default: now.' })
  sendAt?: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Not after; at most 30 days ahead. Default: 24 hours for ALARM, 72 for BULK.',
  })
  expiresAt?: Date | null;

  @Field(() => Int, { nullable: true, description: 'Tries after the first. Default: as many as its life has room for.' })
  retries?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Within 3 days the same key with the same mail gets the first answer again, with another one CONFLICT.',
  })
  idempotencyKey?: string | null;

  @Field(() => [String], { nullable: true, description: 'To find it by in the log; at most 10.' })
  tags?: string[] | null;
}

@ObjectType({ description: 'The message to one recipient.' })
export class SentMessage {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field({ description: 'The address.' })
  recipient: string;
}

@ObjectType({ description: 'A recipient who gets nothing.' })
export class RefusedRecipient {
  @Field({ description: 'As it was written.' })
  recipient: string;

  @Field({ description: 'Why.' })
  reason: string;
}

@ObjectType({ description: 'A mail that is on its way.' })
export class SentMail {
  @Field(() => ID, { description: 'UUIDv7; part of its Message-ID.' })
  mailId: string;

  @Field(() => [SentMessage], { description: 'One for each recipient.' })
  messages: SentMessage[];

  @Field(() => [RefusedRecipient], { description: 'Who was left out.' })
  refused: RefusedRecipient[];
}

@InputType({ description: 'A test mail.' })
export class TestMessageInput {
  @Field(() => ID, { description: 'The profile to test.' })
  profileId: string;

  @Field({ description: 'To whom.' })
  to: string;

  @Field(() => String, { nullable: true, description: 'Default: one that names the profile.' })
  subject?: string | null;

  @Field(() => String, { nullable: true, description: 'Default: one that says which profile and when.' })
  text?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Uploads to attach.' })
  attachmentIds?: string[] | null;
}
