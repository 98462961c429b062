import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'How mails look, and how long links and sessions live.' })
export class PlatformSettings {
  @Field(() => Int, { description: 'Send it back when saving: a save over somebody else’s is refused.' })
  version: number;

  @Field({ description: 'What mails and pages call the product.' })
  productName: string;

  @Field(() => String, { nullable: true, description: 'PNG, JPEG or GIF as a data URI, at most 75 KB.' })
  logoDataUri: string | null;

  @Field(() => String, { nullable: true, description: 'Whom people may ask for help.' })
  supportAddress: string | null;

  @Field(() => String, { nullable: true, description: 'The last line of each mail.' })
  footer: string | null;

  @Field(() => Int, { description: 'How long an activation link works, in hours: 1 to 720, default 72.' })
  activationHours: number;

  @Field(() => Int, { description: 'How long a reset link works, in minutes: 5 to 1440, default 60.' })
  resetMinutes: number;

  @Field(() => Int, { description: 'How long a session may idle, in minutes: 5 to 10080, default 720.' })
  sessionIdleMinutes: number;

  @Field(() => Int, { description: 'How long a session may last, in hours: 1 to 720, default 168.' })
  sessionAbsoluteHours: number;

  @Field({ description: 'What links are built from. Set by POSTHORN_PUBLIC_URL.' })
  publicUrl: string;
}

@InputType({ description: 'New platform settings.' })
export class PlatformSettingsInput {
  @Field(() => Int, { description: 'The version that was read.' })
  version: number;

  @Field({ description: '1 to 60 characters.' })
  productName: string;

  @Field(() => String, { nullable: true, description: 'PNG, JPEG or GIF as a data URI, at most 75 KB; null for none.' })
  logoDataUri?: string | null;

  @Field(() => String, { nullable: true, description: 'An e-mail address; null for none.' })
  supportAddress?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 300 characters; null for none.' })
  footer?: string | null;

  @Field(() => Int, { description: '1 to 720.' })
  activationHours: number;

  @Field(() => Int, { description: '5 to 1440.' })
  resetMinutes: number;

  @Field(() => Int, { description: '5 to 10080.' })
  sessionIdleMinutes: number;

  @Field(() => Int, { description: '1 to 720.' })
  sessionAbsoluteHours: number;
}
