import { Field, GraphQLISODateTime, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { pageOf } from '../platform/graphql/page.ts';
import { InvitationState } from './invitation-state.ts';
import { MembershipRole, MembershipStatus } from './membership.types.ts';

registerEnumType(InvitationState, {
  name: 'InvitationState',
  description: 'How far an invitation came.',
  valuesMap: {
    SENDING: { description: 'The mail waits or is on its way.' },
    MAIL_ACCEPTED: { description: 'The mail server accepted it.' },
    MAIL_FAILED: { description: 'The mail server refused it for good, or its time ran out.' },
    LINK_COPIED: { description: 'An admin copied the link to hand it over.' },
    LINK_EXPIRED: { description: 'Its time is over; send it again.' },
    ACCEPTED: { description: 'The person joined.' },
  },
});

@ObjectType({ description: 'What the tenant may know of the account mail that invited somebody.' })
export class Invitation {
  @Field(() => InvitationState, { description: 'How far it came.' })
  state: InvitationState;

  @Field(() => GraphQLISODateTime, { description: 'When it was asked for.' })
  sentAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the mail server accepted it.' })
  acceptedByServerAt: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When its link ends.' })
  expiresAt: Date;

  @Field(() => String, { nullable: true, description: 'Why the mail failed, as a class such as RECIPIENT.' })
  failureClass: string | null;

  @Field({ description: 'The same for a person.' })
  sentence: string;

  @Field({ description: 'Whether a link may be copied: until they join. It says nothing of whether they have an account.' })
  canCopyLink: boolean;
}

@ObjectType({ description: 'A person in a tenant, or invited into it.' })
export class Member {
  @Field(() => ID, { description: 'The membership, UUIDv7.' })
  id: string;

  @Field(() => ID, { nullable: true, description: 'The person; null until they join.' })
  identityId: string | null;

  @Field({ description: 'Their address; until they join, as the admin typed it.' })
  email: string;

  @Field({ description: 'Their name; until they join, as the admin typed it.' })
  name: string;

  @Field(() => MembershipRole, { description: 'What they may do.' })
  role: MembershipRole;

  @Field(() => MembershipStatus, { description: 'Whether they joined.' })
  status: MembershipStatus;

  @Field(() => GraphQLISODateTime, { description: 'When they were invited.' })
  createdAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When they joined.' })
  joinedAt: Date | null;

  @Field(() => Invitation, { nullable: true, description: 'Their newest invitation; null for who never needed one.' })
  invitation: Invitation | null;
}

@ObjectType({ description: 'A page of members, newest first.' })
export class MemberPage extends pageOf(Member) {}

@InputType({ description: 'Which members.' })
export class MemberFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name or the address.' })
  search?: string | null;

  @Field(() => MembershipStatus, { nullable: true, description: 'Only these.' })
  status?: MembershipStatus | null;

  @Field(() => MembershipRole, { nullable: true, description: 'Only these.' })
  role?: MembershipRole | null;
}

@InputType({ description: 'Whom to invite.' })
export class InviteUserInput {
  @Field({ description: 'Their e-mail address.' })
  email: string;

  @Field({ description: '1 to 120 characters; they may change it.' })
  name: string;

  @Field(() => MembershipRole, { description: 'What they may do.' })
  role: MembershipRole;
}

@ObjectType({ description: 'A link to hand over by other means.' })
export class CopiedLink {
  @Field({
    description: 'The link, shown once. Who follows it becomes that person, unless the person has an account: then it asks to sign in.',
  })
  url: string;

  @Field(() => GraphQLISODateTime, { description: 'When it ends.' })
  expiresAt: Date;
}
