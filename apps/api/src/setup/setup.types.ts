import { Field, InputType, ObjectType } from '@nestjs/graphql';

@InputType({ description: 'The first system admin.' })
export class BecomeSystemAdminInput {
  @Field({ description: 'The token of the link that the start printed.' })
  token: string;

  @Field({ description: 'Their own e-mail address.' })
  email: string;

  @Field({ description: '1 to 120 characters.' })
  name: string;

  @Field({ description: '12 to 256 characters.' })
  password: string;

  @Field({ description: 'IANA time zone.' })
  timeZone: string;
}

@ObjectType({ description: 'What every page may know, signed in or not.' })
export class PublicSettings {
  @Field({ description: 'What the product is called here.' })
  productName: string;

  @Field(() => String, { nullable: true, description: 'The logo as a data URI.' })
  logoDataUri: string | null;

  @Field(() => String, { nullable: true, description: 'Whom to ask for help.' })
  supportAddress: string | null;

  @Field(() => String, { nullable: true, description: 'The last line of mails and public pages.' })
  footer: string | null;

  @Field({ description: 'Whether the first system admin is still missing.' })
  needsSetup: boolean;

  @Field({ description: 'What links are built from.' })
  publicUrl: string;

  @Field({ description: 'Whether links lead to this machine only.' })
  publicUrlIsLoopback: boolean;

  @Field({ description: 'Whether account mail goes to the sandbox, so that nobody receives it.' })
  platformMailInSandbox: boolean;
}
