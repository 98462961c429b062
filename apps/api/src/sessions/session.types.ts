import { Field, GraphQLISODateTime, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { Session as SessionRow } from '@posthorn/database';
import { stepUpLifetimeMs } from '../platform/access/access.guard.ts';

@ObjectType({ description: 'A browser that is signed in.' })
export class Session {
  @Field(() => ID, { description: 'UUIDv7; not the cookie.' })
  id: string;

  @Field(() => GraphQLISODateTime, { description: 'When it signed in.' })
  createdAt: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it was last used, to the minute.' })
  lastSeenAt: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it ends at the latest.' })
  expiresAt: Date;

  @Field({ description: 'The client address it signed in from.' })
  ipAddress: string;

  @Field({ description: 'What the browser said of itself.' })
  userAgent: string;

  @Field({ description: 'Whether this request uses it.' })
  current: boolean;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Until when acts that ask for the password again are open; null when they are not.',
  })
  steppedUpUntil: Date | null;
}

@InputType({ description: 'Who wants in.' })
export class SignInInput {
  @Field({ description: 'The e-mail address, in any case.' })
  email: string;

  @Field({ description: 'The password.' })
  password: string;
}

export function toSession(row: SessionRow, currentId: string): Session {
  const until = row.steppedUpAt ? new Date(row.steppedUpAt.getTime() + stepUpLifetimeMs) : null;
  return { ...row, current: row.id === currentId, steppedUpUntil: until && until > new Date() ? until : null };
}
