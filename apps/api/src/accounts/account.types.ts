import { Field, GraphQLISODateTime, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TokenPurpose } from '@posthorn/database';

export const LinkState = { VALID: 'VALID', EXPIRED: 'EXPIRED', USED: 'USED', UNKNOWN: 'UNKNOWN' } as const;
export type LinkState = keyof typeof LinkState;
registerEnumType(LinkState, {
  name: 'LinkState',
  description: 'Whether a one-time link works.',
  valuesMap: {
    VALID: { description: 'Works, once.' },
    EXPIRED: { description: 'Its time is over.' },
    USED: { description: 'Was used, or withdrawn by a newer one.' },
    UNKNOWN: { description: 'No link of ours.' },
  },
});
registerEnumType(TokenPurpose, { name: 'LinkPurpose', description: 'What a one-time link is for.' });

@ObjectType({ description: 'A one-time link, looked at without using it.' })
export class Link {
  @Field(() => LinkState, { description: 'Whether it works.' })
  state: LinkState;

  @Field(() => TokenPurpose, { nullable: true, description: 'What it is for.' })
  purpose: TokenPurpose | null;

  @Field(() => String, { nullable: true, description: 'Whom it was made for, or the new address it confirms. Only while it works.' })
  email: string | null;

  @Field(() => String, { nullable: true, description: 'The person’s name. Only while it works.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'The tenant that invited. Only while it works.' })
  tenantName: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ends.' })
  expiresAt: Date | null;

  @Field({ description: 'Whether following it sets a password.' })
  needsPassword: boolean;
}

@InputType({ description: 'A first password, and how to address the person.' })
export class ActivateAccountInput {
  @Field({ description: 'The token of the activation link.' })
  token: string;

  @Field({ description: '1 to 120 characters.' })
  name: string;

  @Field({ description: '12 to 256 characters.' })
  password: string;

  @Field({ description: 'Language of mails and pages: en.' })
  locale: string;

  @Field({ description: 'IANA time zone.' })
  timeZone: string;
}

@InputType({ description: 'A new password by a reset link.' })
export class ResetPasswordInput {
  @Field({ description: 'The token of the reset link.' })
  token: string;

  @Field({ description: '12 to 256 characters.' })
  password: string;
}

@InputType({ description: 'How I am addressed.' })
export class UpdateMyProfileInput {
  @Field({ description: '1 to 120 characters.' })
  name: string;

  @Field({ description: 'Language of mails and pages: en.' })
  locale: string;

  @Field({ description: 'IANA time zone.' })
  timeZone: string;
}

@InputType({ description: 'A new password by the old one.' })
export class ChangePasswordInput {
  @Field({ description: 'The password I have.' })
  currentPassword: string;

  @Field({ description: '12 to 256 characters.' })
  newPassword: string;
}
