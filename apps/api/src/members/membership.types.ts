import { registerEnumType } from '@nestjs/graphql';
import { MembershipRole, MembershipStatus } from '@posthorn/database';

registerEnumType(MembershipRole, {
  name: 'MembershipRole',
  description: 'What a person may do in a tenant.',
  valuesMap: {
    TENANT_ADMIN: { description: 'Sets the tenant up and invites people.' },
    MEMBER: { description: 'Sees, and acknowledges what concerns them.' },
  },
});

registerEnumType(MembershipStatus, {
  name: 'MembershipStatus',
  description: 'Whether a person joined.',
  valuesMap: { INVITED: { description: 'Has not accepted yet.' }, ACTIVE: { description: 'Belongs to the tenant.' } },
});

export { MembershipRole, MembershipStatus };
