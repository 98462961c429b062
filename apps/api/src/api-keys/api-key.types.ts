import { Field, GraphQLISODateTime, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { sendingLane, type KeyScope as Scope } from '@posthorn/contracts';

/** GraphQL's spelling of the scopes. */
export const KeyScope = {
  MESSAGES_SEND: 'messages:send',
  MESSAGES_READ: 'messages:read',
  ALARMS_RAISE: 'alarms:raise',
} as const satisfies Record<string, Scope>;
registerEnumType(KeyScope, {
  name: 'KeyScope',
  description: 'What an API key may do: send mail and upload attachments, read how messages fare, raise alarms.',
});

export const SendingLane = sendingLane.enum;
export type SendingLane = keyof typeof SendingLane;
registerEnumType(SendingLane, {
  name: 'SendingLane',
  description: 'ALARM goes eight times as often as BULK, and is given up after a day.',
});

export const ApiKeyState = { ACTIVE: 'ACTIVE', EXPIRED: 'EXPIRED', REVOKED: 'REVOKED', ROTATING: 'ROTATING' } as const;
export type ApiKeyState = keyof typeof ApiKeyState;
registerEnumType(ApiKeyState, { name: 'ApiKeyState', description: 'ROTATING: replaced, and working on until it expires.' });

@ObjectType({ description: 'A profile an API key may send through.' })
export class ApiKeyProfile {
  @Field(() => ID, { description: 'The profile’s.' })
  id: string;

  @Field({ description: 'Its name now.' })
  name: string;
}

@ObjectType({ description: 'A program’s key. The key itself is shown once, when it is made.' })
export class ApiKey {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field({ description: 'What people call it.' })
  name: string;

  @Field({ description: 'Its first 12 characters, to tell keys apart.' })
  prefix: string;

  @Field(() => [KeyScope], { description: 'What it may do.' })
  scopes: Scope[];

  @Field(() => [SendingLane], { description: 'Lanes it may send in.' })
  lanes: SendingLane[];

  @Field(() => [ApiKeyProfile], { description: 'Profiles it may send through; none: every one.' })
  profiles: ApiKeyProfile[];

  @Field(() => [String], { description: 'Networks it may be used from, as CIDR blocks; none: from everywhere.' })
  networks: string[];

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it stops working; null: never by itself.' })
  expiresAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was last used, to the minute.' })
  lastUsedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'The client address it was last used from.' })
  lastUsedFrom: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => String, { nullable: true, description: 'By whom.' })
  createdByName: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was revoked.' })
  revokedAt: Date | null;

  @Field(() => ID, { nullable: true, description: 'The key that took its place in a rotation.' })
  replacedById: string | null;

  @Field(() => ApiKeyState, { description: 'How it stands.' })
  state: ApiKeyState;
}

@ObjectType({ description: 'A new key, the only time it is shown.' })
export class CreatedApiKey {
  @Field(() => ApiKey, { description: 'What is kept of it.' })
  key: ApiKey;

  @Field({ description: 'The key itself: keep it now, nobody can show it again.' })
  secret: string;
}

@InputType({ description: 'A key to make.' })
export class CreateApiKeyInput {
  @Field({ description: 'What people call it, such as the program that holds it.' })
  name: string;

  @Field(() => [KeyScope], { description: 'What it may do; at least one.' })
  scopes: Scope[];

  @Field(() => [SendingLane], { nullable: true, description: 'Lanes it may send in. Default: BULK.' })
  lanes?: SendingLane[] | null;

  @Field(() => [ID], { nullable: true, description: 'Profiles it may send through. Default: every one.' })
  profileIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'CIDR blocks or addresses it may be used from. Default: everywhere.' })
  networks?: string[] | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it stops working. Default: in a year; null: never by itself.' })
  expiresAt?: Date | null;
}
