import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { inviteUserInput, type InviteUserInput as ValidInvitation } from '@posthorn/contracts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import { Config } from '../platform/config/config.ts';
import { Invitations } from './invitations.service.ts';
import { CopiedLink, InviteUserInput, Member, MemberFilter, MemberPage } from './member.types.ts';
import { Members } from './members.service.ts';
import { MembershipRole } from './membership.types.ts';

const membershipArgument = { type: () => ID, description: 'The membership.' };
const inputArgument = { type: () => InviteUserInput, description: 'Whom.' };
const inputPipe = new ZodPipe(inviteUserInput);

@Resolver(() => Member)
export class MembersResolver {
  constructor(
    private readonly people: Members,
    private readonly invitations: Invitations,
    private readonly config: Config,
  ) {}

  @Allow('tenant.members.read')
  @Query(() => MemberPage, { description: 'The people of the tenant in the header, newest first.' })
  members(
    @CurrentActor() actor: TenantActor,
    @Args('filter', { nullable: true, type: () => MemberFilter, description: 'Whom.' }) filter?: MemberFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page?: PageInput,
  ): Promise<Page<Member>> {
    return this.people.list(actor, filter ?? {}, page!);
  }

  @Allow('tenant.members.manage')
  @SteppedUp('Gives somebody a whole tenant.', ({ input }) => (input as { role?: unknown }).role !== 'MEMBER')
  @Mutation(() => Member, {
    description: 'Invites somebody into the tenant. LIMIT_REACHED past the allowance, CONFLICT when they are in the list.',
  })
  async inviteUser(@CurrentActor() actor: TenantActor, @Args('input', inputArgument, inputPipe) input: ValidInvitation): Promise<Member> {
    return this.people.find(actor, await this.invitations.invite(actor, actor.tenantId, input));
  }

  @Allow('platform.tenants')
  @SteppedUp('Gives somebody a whole tenant.')
  @Mutation(() => Member, { description: 'A system admin invites somebody into a tenant.' })
  async inviteTenantAdmin(
    @CurrentActor() actor: SystemActor,
    @Args('tenantId', { type: () => ID, description: 'The tenant.' }, uuidPipe('tenant')) tenantId: string,
    @Args('input', inputArgument, inputPipe) input: ValidInvitation,
  ): Promise<Member> {
    return this.people.find({ tenantId }, await this.invitations.invite(actor, tenantId, input));
  }

  @Allow('tenant.members.manage')
  @NoStepUp('Mails a link to the person it is for.')
  @Mutation(() => Member, { description: 'Mails the invitation again; its older link ends.' })
  async resendActivation(
    @CurrentActor() actor: TenantActor,
    @Args('membershipId', membershipArgument, uuidPipe('member')) id: string,
  ): Promise<Member> {
    await this.invitations.resend(actor, id);
    return this.people.find(actor, id);
  }

  @Allow('tenant.members.manage')
  @SteppedUp('Shows a link that signs somebody in.')
  @Mutation(() => CopiedLink, { description: 'A link to hand over by other means.' })
  async copyActivationLink(
    @CurrentActor() actor: TenantActor,
    @Args('membershipId', membershipArgument, uuidPipe('member')) id: string,
  ): Promise<CopiedLink> {
    const { token, expiresAt } = await this.invitations.copyLink(actor, id);
    return { url: `${this.config.publicUrl}/activate#${token}`, expiresAt };
  }

  @Allow('tenant.members.manage')
  @SteppedUp('Gives or takes a whole tenant.')
  @Mutation(() => Member, { description: 'Changes what a person may do in the tenant. The last admin stays one.' })
  changeMemberRole(
    @CurrentActor() actor: TenantActor,
    @Args('membershipId', membershipArgument, uuidPipe('member')) id: string,
    @Args('role', { type: () => MembershipRole, description: 'The new role.' }) role: MembershipRole,
  ): Promise<Member> {
    return this.people.changeRole(actor, id, role);
  }

  @Allow('tenant.members.manage')
  @SteppedUp('Ends somebody’s membership.')
  @Mutation(() => Boolean, { description: 'Takes a person out of the tenant, or withdraws their invitation. Their account stays theirs.' })
  removeMember(
    @CurrentActor() actor: TenantActor,
    @Args('membershipId', membershipArgument, uuidPipe('member')) id: string,
  ): Promise<boolean> {
    return this.people.remove(actor, id);
  }
}
