import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'A failed or refused attempt on my account, or a sign-in from a new browser.' })
export class OwnSecurityEvent {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  at: Date;

  @Field({ description: 'SIGN_IN_FAILED, SIGN_IN_DELAYED, SIGN_IN_NEW_BROWSER, STEP_UP_FAILED or TOKEN_REUSED.' })
  kind: string;

  @Field(() => String, { nullable: true, description: 'The client address it came from.' })
  ipAddress: string | null;

  @Field(() => String, { nullable: true, description: 'What the browser said of itself.' })
  userAgent: string | null;
}
