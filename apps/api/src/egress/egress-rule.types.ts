import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({
  description: 'A destination the system admin opened although policy refuses it: private addresses, or passwords without TLS.',
})
export class EgressRule {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field({ description: 'A host name or an address.' })
  host: string;

  @Field(() => Int, { description: 'TCP port, exact.' })
  port: number;

  @Field({ description: 'Whether passwords may go there without a verified TLS connection.' })
  allowCleartextAuth: boolean;

  @Field(() => String, { nullable: true, description: 'Why, in the admin’s words.' })
  note: string | null;

  @Field(() => GraphQLISODateTime, { description: 'Since when.' })
  createdAt: Date;

  @Field(() => String, { nullable: true, description: 'Who opened it; null for the installation itself.' })
  createdByName: string | null;
}

@InputType({ description: 'A destination to open.' })
export class AllowEgressInput {
  @Field({ description: 'A host name or an address, such as mail.intranet or 10.1.2.3.' })
  host: string;

  @Field(() => Int, { description: '1 to 65535.' })
  port: number;

  @Field({ defaultValue: false, description: 'Also lets passwords go there without a verified TLS connection.' })
  allowCleartextAuth: boolean;

  @Field(() => String, { nullable: true, description: 'At most 200 characters.' })
  note?: string | null;
}
