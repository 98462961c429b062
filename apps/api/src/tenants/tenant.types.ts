import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TenantStatus } from '@posthorn/database';
import { pageOf } from '../platform/graphql/page.ts';

registerEnumType(TenantStatus, {
  name: 'TenantStatus',
  description: 'Whether a tenant works.',
  valuesMap: {
    ACTIVE: { description: 'Works.' },
    SUSPENDED: { description: 'Its pages and API are refused with the reason; its queue is held; nothing is deleted.' },
  },
});
export { TenantStatus };

@ObjectType({ description: 'A customer of the platform.' })
export class Tenant {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field({ description: 'Its name, unique.' })
  name: string;

  @Field(() => TenantStatus, { description: 'Whether it works.' })
  status: TenantStatus;

  @Field(() => String, { nullable: true, description: 'Why it is suspended, as its admins are told.' })
  suspendedReason: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since when.' })
  suspendedAt: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  createdAt: Date;

  @Field(() => Int, { description: 'Invitations its admins may send in 24 hours.' })
  invitationsPerDay: number;

  @Field(() => Int, { description: 'Invitations sent in the last 24 hours.' })
  invitationsToday: number;

  @Field(() => Int, { description: 'People who belong to it.' })
  memberCount: number;

  @Field(() => Int, { description: 'Those of them who administer it.' })
  adminCount: number;

  @Field(() => Int, { description: 'People invited who have not accepted yet.' })
  pendingInvitationCount: number;
}

@ObjectType({ description: 'A page of tenants, newest first.' })
export class TenantPage extends pageOf(Tenant) {}

@InputType({ description: 'Which tenants.' })
export class TenantFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name.' })
  search?: string | null;

  @Field(() => TenantStatus, { nullable: true, description: 'Only these.' })
  status?: TenantStatus | null;
}

@InputType({ description: 'A new tenant.' })
export class CreateTenantInput {
  @Field({ description: 'Its name: 1 to 120 characters, unique.' })
  name: string;
}

@InputType({ description: 'A tenant’s name and limits.' })
export class UpdateTenantInput {
  @Field({ description: 'Its name: 1 to 120 characters, unique.' })
  name: string;

  @Field(() => Int, { description: 'Invitations in 24 hours, 0 to 10,000.' })
  invitationsPerDay: number;
}
