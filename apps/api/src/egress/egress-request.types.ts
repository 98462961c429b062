import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export const EgressRequestStatus = { PENDING: 'PENDING', ALLOWED: 'ALLOWED', DISMISSED: 'DISMISSED' } as const;
export type EgressRequestStatus = keyof typeof EgressRequestStatus;
registerEnumType(EgressRequestStatus, { name: 'EgressRequestStatus', description: 'How a request stands.' });

@ObjectType({ description: 'An address a name leads to.' })
export class EgressAddress {
  @Field({ description: 'IPv4 or IPv6.' })
  address: string;

  @Field({ description: 'Whether connections to it are allowed already.' })
  allowed: boolean;
}

@ObjectType({ description: 'A tenant asks the system admin to allow a destination. It says what was typed and nothing the network told.' })
export class EgressRequest {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => ID, { nullable: true, description: 'Whose it is; for a system admin.' })
  tenantId: string | null;

  @Field(() => String, { nullable: true, description: 'That tenant’s name; for a system admin.' })
  tenantName: string | null;

  @Field({ description: 'The host, as it was typed, in lower case.' })
  host: string;

  @Field(() => Int, { description: 'Its port.' })
  port: number;

  @Field(() => String, { nullable: true, description: 'Why, in the asker’s words.' })
  note: string | null;

  @Field(() => EgressRequestStatus, { description: 'How it stands.' })
  status: EgressRequestStatus;

  @Field(() => String, { nullable: true, description: 'Who asked.' })
  requestedByName: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  createdAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was decided.' })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'The system admin’s words to a dismissed one.' })
  answer: string | null;

  @Field(() => [EgressAddress], {
    nullable: true,
    description: 'For a system admin, of a pending one: where it leads now, looked up when asked for; none where it leads nowhere.',
  })
  addresses: EgressAddress[] | null;
}

@InputType({ description: 'What to ask for.' })
export class RequestEgressInput {
  @Field({ description: 'A host name or an address.' })
  host: string;

  @Field(() => Int, { description: '1 to 65535.' })
  port: number;

  @Field(() => String, { nullable: true, description: 'At most 200 characters; the system admin reads it.' })
  note?: string | null;
}

@InputType({ description: 'What of a request to allow.' })
export class AllowEgressRequestInput {
  @Field(() => [String], { description: '1 to 20 addresses; each is opened at the request’s port.' })
  addresses: string[];

  @Field({ defaultValue: false, description: 'Also lets passwords go there without a verified TLS connection.' })
  allowCleartextAuth: boolean;
}

@InputType({ description: 'Why a request is dismissed.' })
export class DismissEgressRequestInput {
  @Field(() => String, { nullable: true, description: 'At most 200 characters; the tenant reads it.' })
  answer?: string | null;
}
