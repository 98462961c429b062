import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Identity } from '../identities/identity.types.ts';
import { MembershipRole, MembershipStatus } from '../members/membership.types.ts';
import { Session } from '../sessions/session.types.ts';
import { TenantStatus } from '../tenants/tenant.types.ts';

@ObjectType({ description: 'A tenant I belong to, or am invited to.' })
export class Membership {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => ID, { description: 'The tenant.' })
  tenantId: string;

  @Field({ description: 'Its name.' })
  tenantName: string;

  @Field(() => TenantStatus, { description: 'Whether it works.' })
  tenantStatus: TenantStatus;

  @Field(() => MembershipRole, { description: 'What I may do there.' })
  role: MembershipRole;

  @Field(() => MembershipStatus, { description: 'Whether I joined.' })
  status: MembershipStatus;

  @Field(() => [String], { description: 'The permissions of my role there.' })
  permissions: string[];
}

@ObjectType({ description: 'Who is signed in.' })
export class Me {
  @Field(() => Identity, { description: 'The person.' })
  identity: Identity;

  @Field(() => [Membership], { description: 'Their tenants and invitations.' })
  memberships: Membership[];

  @Field(() => Session, { description: 'This browser’s session.' })
  session: Session;

  @Field(() => ID, { nullable: true, description: 'The tenant that opens at sign-in.' })
  defaultTenantId: string | null;

  @Field(() => String, { nullable: true, description: 'A new address that waits for its confirmation.' })
  pendingEmail: string | null;

  @Field(() => String, { nullable: true, description: 'The old address that is asked first, because it may still undo an earlier change.' })
  pendingApprovalBy: string | null;

  @Field(() => [String], { description: 'Permissions outside tenants: a system admin’s.' })
  permissions: string[];
}
