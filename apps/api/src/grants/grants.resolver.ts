import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ConsentDecisions } from './consent-decisions.service.ts';
import { Consents, type Granter } from './consents.service.ts';
import { optionalProfilePipe, profileArgument } from './profile-argument.ts';
import { profileIdOf } from './grant-subject.ts';
import { BegunGrant, Grant, RevokedGrant } from './grant.types.ts';
import { Grants } from './grants.service.ts';
import { RefreshRequests } from './refresh-requests.service.ts';
import { Revocations } from './revocations.service.ts';

const consentArgument = { type: () => ID, description: 'The consent that waits for a decision.' };
const consentPipe = uuidPipe('consent that waits for a decision');

@Resolver(() => Grant)
export class GrantsResolver {
  constructor(
    private readonly grants: Grants,
    private readonly consents: Consents,
    private readonly decisions: ConsentDecisions,
    private readonly refreshes: RefreshRequests,
    private readonly revocations: Revocations,
  ) {}

  @Allow('platform.mail', 'tenant.profiles')
  @Query(() => Grant, { nullable: true, description: 'The tokens of a setup. Null where it does not sign in with OAuth 2.0.' })
  grant(
    @CurrentActor() actor: Granter,
    @Args('profileId', profileArgument, optionalProfilePipe) profileId: string | null,
  ): Promise<Grant | null> {
    return this.grants.find(actor, profileIdOf(actor, profileId));
  }

  @Allow('platform.mail', 'tenant.profiles')
  @NoStepUp('Only begins; confirming asks.')
  @Mutation(() => BegunGrant, {
    description: 'Where to send the browser, so that somebody consents within 10 minutes. CONFLICT where nobody can.',
  })
  beginGrant(
    @CurrentActor() actor: Granter,
    @Args('profileId', profileArgument, optionalProfilePipe) profileId: string | null,
  ): Promise<BegunGrant> {
    return this.consents.begin(actor, profileId);
  }

  @Allow('platform.mail', 'tenant.profiles')
  @NoStepUp('Renews what is held.')
  @Mutation(() => Grant, { description: 'Refreshes the token now. Waits for the outcome, at most 20 s. TRY_LATER after 20 in 10 minutes.' })
  refreshGrant(
    @CurrentActor() actor: Granter,
    @Args('profileId', profileArgument, optionalProfilePipe) profileId: string | null,
  ): Promise<Grant> {
    return this.refreshes.refresh(actor, profileId);
  }

  @Allow('platform.mail', 'tenant.profiles')
  @SteppedUp('Ends tokens at the provider: only a new consent brings them back.')
  @Mutation(() => RevokedGrant, { description: 'Ends the tokens, here and at the provider.' })
  revokeGrant(
    @CurrentActor() actor: Granter,
    @Args('profileId', profileArgument, optionalProfilePipe) profileId: string | null,
  ): Promise<RevokedGrant> {
    return this.revocations.revoke(actor, profileId);
  }

  @Allow('platform.mail', 'tenant.profiles')
  @SteppedUp('Lets mail be sent in somebody’s name.')
  @Mutation(() => Grant, { description: 'Keeps the tokens although somebody else consented or less was granted.' })
  confirmGrant(@CurrentActor() actor: Granter, @Args('id', consentArgument, consentPipe) id: string): Promise<Grant> {
    return this.decisions.confirm(actor, id);
  }

  @Allow('platform.mail', 'tenant.profiles')
  @NoStepUp('Keeps what is held.')
  @Mutation(() => Grant, { description: 'Ends tokens that wait for a decision; those held before stay.' })
  rejectGrant(@CurrentActor() actor: Granter, @Args('id', consentArgument, consentPipe) id: string): Promise<Grant> {
    return this.decisions.reject(actor, id);
  }
}
