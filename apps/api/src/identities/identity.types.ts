import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Identity as IdentityRow } from '@posthorn/database';
import { pageOf } from '../platform/graphql/page.ts';

export const IdentityStatus = { INVITED: 'INVITED', ACTIVE: 'ACTIVE', DISABLED: 'DISABLED' } as const;
export type IdentityStatus = keyof typeof IdentityStatus;
registerEnumType(IdentityStatus, {
  name: 'IdentityStatus',
  description: 'Whether a person may sign in.',
  valuesMap: {
    INVITED: { description: 'Never followed an activation link.' },
    ACTIVE: { description: 'May sign in.' },
    DISABLED: { description: 'Kept out by a system admin.' },
  },
});

@ObjectType({ description: 'One person, whatever number of tenants they belong to.' })
export class Identity {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field({ description: 'The address as it was given; mail goes to this spelling.' })
  email: string;

  @Field({ description: 'How the person is called.' })
  name: string;

  @Field({ description: 'Language of mails and pages, such as en.' })
  locale: string;

  @Field({ description: 'IANA time zone, such as Europe/Berlin.' })
  timeZone: string;

  @Field({ description: 'Whether they administer the platform.' })
  systemAdmin: boolean;

  @Field(() => IdentityStatus, { description: 'Whether they may sign in.' })
  status: IdentityStatus;

  @Field(() => GraphQLISODateTime, { description: 'When they were first invited.' })
  createdAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When they chose their first password.' })
  activatedAt: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When a link mailed to the address was followed; null after a copied link.',
  })
  verifiedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Their last sign-in.' })
  lastSignInAt: Date | null;

  @Field(() => Int, { description: 'In how many tenants they are.' })
  membershipCount: number;
}

@ObjectType({ description: 'A page of people, newest first.' })
export class IdentityPage extends pageOf(Identity) {}

@InputType({ description: 'Which people.' })
export class IdentityFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name or the address.' })
  search?: string | null;

  @Field(() => IdentityStatus, { nullable: true, description: 'Only these.' })
  status?: IdentityStatus | null;

  @Field(() => Boolean, { nullable: true, description: 'Only system admins, or only others.' })
  systemAdmin?: boolean | null;
}

export function toIdentity(row: IdentityRow, membershipCount: number): Identity {
  return { ...row, status: row.disabledAt ? 'DISABLED' : row.activatedAt ? 'ACTIVE' : 'INVITED', membershipCount };
}
