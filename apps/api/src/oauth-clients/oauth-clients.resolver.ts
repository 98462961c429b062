import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { oauthClientInput, type OAuthClientInput as ValidInput } from '@posthorn/contracts';
import type { TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { ClientActions, type ClientRemoval, type SaveOutcome } from './client-actions.service.ts';
import { DeleteOAuthClientResult, OAuthClient, OAuthClientInput, OAuthClientSaved, UpdateOAuthClientResult } from './oauth-client.types.ts';
import { OAuthClients } from './oauth-clients.service.ts';

const idArgument = { type: () => ID, description: 'The OAuth client.' };
const idPipe = uuidPipe('OAuth client');
const inputArgument = { type: () => OAuthClientInput, description: 'All of it.' };
const inputPipe = new ZodPipe(oauthClientInput);

@Resolver(() => OAuthClient)
export class OAuthClientsResolver {
  constructor(
    private readonly clients: OAuthClients,
    private readonly actions: ClientActions,
  ) {}

  @Allow('tenant.profiles')
  @Query(() => [OAuthClient], { description: 'The tenant’s OAuth clients, by name.' })
  oauthClients(@CurrentActor() actor: TenantActor): Promise<OAuthClient[]> {
    return this.clients.list(actor);
  }

  @Allow('tenant.profiles')
  @Query(() => OAuthClient, { description: 'One OAuth client.' })
  oauthClient(@CurrentActor() actor: TenantActor, @Args('id', idArgument, idPipe) id: string): Promise<OAuthClient> {
    return this.clients.find(actor, id);
  }

  @Allow('tenant.profiles')
  @SteppedUp('Stores a secret that signs in at a provider.')
  @Mutation(() => OAuthClientSaved, { description: 'Makes one. CONFLICT when the name is taken, LIMIT_REACHED at 100.' })
  createOAuthClient(
    @CurrentActor() actor: TenantActor,
    @Args('input', inputArgument, inputPipe) input: ValidInput,
  ): Promise<{ client: OAuthClient; notes: string[] }> {
    return this.actions.create(actor, input);
  }

  @Allow('tenant.profiles')
  @SteppedUp('May send a stored secret elsewhere.')
  @Mutation(() => UpdateOAuthClientResult, {
    description:
      'Saves it. Tokens that depend on what changed are dropped, once that was agreed to; failed refreshes are tried again at once.',
  })
  updateOAuthClient(
    @CurrentActor() actor: TenantActor,
    @Args('id', idArgument, idPipe) id: string,
    @Args('input', inputArgument, inputPipe) input: ValidInput,
  ): Promise<SaveOutcome> {
    return this.actions.update(actor, id, input);
  }

  @Allow('tenant.profiles')
  @SteppedUp('Ends the tokens of its profiles.')
  @Mutation(() => DeleteOAuthClientResult, { description: 'Deletes it, unless profiles sign in through it.' })
  deleteOAuthClient(@CurrentActor() actor: TenantActor, @Args('id', idArgument, idPipe) id: string): Promise<ClientRemoval> {
    return this.actions.remove(actor, id);
  }
}
