import { Field, GraphQLISODateTime, ID, InputType, ObjectType } from '@nestjs/graphql';
import { JsonScalar } from '../platform/graphql/json-scalar.ts';
import { pageOf } from '../platform/graphql/page.ts';

@ObjectType({ description: 'Something somebody did. Never changed, never deleted.' })
export class AuditEvent {
  @Field(() => ID, { description: 'UUIDv7.' })
  id: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  at: Date;

  @Field({ description: 'Who, by the name they had then; or the worker.' })
  actorName: string;

  @Field({ description: 'What, dotted, feature first: tenant.suspended.' })
  action: string;

  @Field({ description: 'To what, as a person would name it.' })
  subject: string;

  @Field(() => ID, { nullable: true, description: 'The tenant a platform act concerned.' })
  tenantId: string | null;

  @Field(() => String, { nullable: true, description: 'That tenant’s name.' })
  tenantName: string | null;

  @Field(() => String, { nullable: true, description: 'The client address it came from.' })
  ipAddress: string | null;

  @Field(() => JsonScalar, { description: 'Values before and after; a secret appears as "changed".' })
  details: unknown;
}

@ObjectType({ description: 'A page of the audit, newest first.' })
export class AuditEventPage extends pageOf(AuditEvent) {}

@InputType({ description: 'Which audit events.' })
export class AuditFilter {
  @Field(() => String, { nullable: true, description: 'Part of the actor’s name or the subject.' })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'The beginning of the action, such as tenant.' })
  action?: string | null;
}
