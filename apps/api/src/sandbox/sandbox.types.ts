import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { pageOf } from '../platform/graphql/page.ts';

@ObjectType({ description: 'The built-in SMTP server that captures mail for show and delivers none.' })
export class Sandbox {
  @Field({ description: 'Where programs on this machine submit.' })
  host: string;

  @Field(() => Int, { description: 'Its port.' })
  port: number;

  @Field(() => String, { nullable: true, description: 'The tenant’s user name; the platform’s sandbox wants none.' })
  username: string | null;

  @Field({ description: 'Whether a password was made.' })
  passwordSet: boolean;

  @Field(() => Int, { description: 'Mails captured.' })
  messageCount: number;

  @Field({ description: 'Whether this installation runs it.' })
  running: boolean;
}

@ObjectType({ description: 'Shown once.' })
export class SandboxPassword {
  @Field({ description: 'The SMTP user name.' })
  username: string;

  @Field({ description: 'The SMTP password.' })
  password: string;
}

@ObjectType({ description: 'A captured mail.' })
export class SandboxMessage {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => GraphQLISODateTime, { description: 'When it came.' })
  receivedAt: Date;

  @Field({ description: 'The envelope sender.' })
  from: string;

  @Field(() => [String], { description: 'The envelope recipients.' })
  recipients: string[];

  @Field({ description: 'The Subject header.' })
  subject: string;

  @Field(() => Int, { description: 'Octets.' })
  sizeBytes: number;

  @Field({ description: 'The text part.' })
  text: string;

  @Field({ description: 'The headers, verbatim.' })
  headers: string;

  @Field({ description: 'Path of a response that shows the HTML part, for an iframe without scripts.' })
  previewPath: string;
}

@ObjectType({ description: 'A page of captured mail, newest first.' })
export class SandboxMessagePage extends pageOf(SandboxMessage) {}

@InputType({ description: 'Which captured mail.' })
export class SandboxFilter {
  @Field(() => String, { nullable: true, description: 'Part of the subject, or a recipient’s address.' })
  search?: string | null;
}
