import type { WarningKind } from './warning-source.ts';
import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export const ChecklistKey = {
  PUBLIC_URL: 'PUBLIC_URL',
  PLATFORM_MAIL: 'PLATFORM_MAIL',
  TEST_MAIL: 'TEST_MAIL',
  FIRST_TENANT: 'FIRST_TENANT',
  TENANT_ADMIN: 'TENANT_ADMIN',
  EMAIL_PROFILE: 'EMAIL_PROFILE',
  EMAIL_PROFILE_TEST: 'EMAIL_PROFILE_TEST',
  API_KEY: 'API_KEY',
  FIRST_MEMBER: 'FIRST_MEMBER',
  OWN_SANDBOX: 'OWN_SANDBOX',
} as const;
export type ChecklistKey = keyof typeof ChecklistKey;
registerEnumType(ChecklistKey, { name: 'ChecklistKey', description: 'A step of setting up.' });

export const Severity = { INFO: 'INFO', WARNING: 'WARNING', CRITICAL: 'CRITICAL' } as const;
export type Severity = keyof typeof Severity;
registerEnumType(Severity, { name: 'Severity', description: 'How loud a warning is.' });

@ObjectType({ description: 'A step of setting up.' })
export class ChecklistItem {
  @Field(() => ChecklistKey, { description: 'Which.' })
  key: ChecklistKey;

  @Field({ description: 'Whether it is done.' })
  done: boolean;

  @Field(() => String, { nullable: true, description: 'How it stands.' })
  detail: string | null;
}

@ObjectType({ description: 'Something that wants attention.' })
export class OverviewWarning {
  @Field(() => String, { description: 'Which, for the console.' })
  key: WarningKind;

  @Field(() => Severity, { description: 'How loud.' })
  severity: Severity;

  @Field({ description: 'What is wrong.' })
  title: string;

  @Field({ description: 'What to do.' })
  detail: string;

  @Field(() => String, { nullable: true, description: 'The console’s page where it is mended.' })
  path: string | null;
}

@ObjectType({ description: 'The tenant’s first page.' })
export class TenantOverview {
  @Field(() => [ChecklistItem], { description: 'Setting up.' })
  checklist: ChecklistItem[];

  @Field(() => [OverviewWarning], { description: 'What wants attention, loudest first.' })
  warnings: OverviewWarning[];

  @Field(() => Int, { description: 'People who joined.' })
  memberCount: number;

  @Field(() => Int, { description: 'People who have not accepted yet.' })
  pendingInvitationCount: number;

  @Field(() => Int, { description: 'Mails in the tenant’s sandbox.' })
  sandboxMessageCount: number;

  @Field(() => Int, { description: 'Email profiles.' })
  emailProfileCount: number;

  @Field(() => Int, { description: 'Email profiles through which a mail was accepted.' })
  provenProfileCount: number;

  @Field(() => Int, { description: 'API keys that work.' })
  apiKeyCount: number;
}

@ObjectType({ description: 'The system admin’s first page.' })
export class PlatformOverview {
  @Field(() => [ChecklistItem], { description: 'Setting up.' })
  checklist: ChecklistItem[];

  @Field(() => [OverviewWarning], { description: 'What wants attention, loudest first.' })
  warnings: OverviewWarning[];

  @Field(() => Int, { description: 'Tenants.' })
  tenantCount: number;

  @Field(() => Int, { description: 'People.' })
  identityCount: number;

  @Field(() => Int, { description: 'Requests of tenants for destinations, waiting for an answer.' })
  pendingEgressRequestCount: number;
}
