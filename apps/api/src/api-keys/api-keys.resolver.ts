import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { createApiKeyInput, rotateApiKeyInput, type CreateApiKeyInput as ValidInput } from '@posthorn/contracts';
import type { TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { ApiKey, CreateApiKeyInput, CreatedApiKey } from './api-key.types.ts';
import { ApiKeys } from './api-keys.service.ts';

const idArgument = { type: () => ID, description: 'The key.' };
const overlapArgument = { type: () => Int, defaultValue: 24, description: 'How long the old key works on, in hours: 0 to 720.' };

@Resolver(() => ApiKey)
export class ApiKeysResolver {
  constructor(private readonly keys: ApiKeys) {}

  @Allow('tenant.keys')
  @Query(() => [ApiKey], { description: 'The keys of the tenant in the header, newest first; ended ones for 90 days.' })
  apiKeys(@CurrentActor() actor: TenantActor): Promise<ApiKey[]> {
    return this.keys.list(actor);
  }

  @Allow('tenant.keys')
  @SteppedUp('Makes a credential.')
  @Mutation(() => CreatedApiKey, { description: 'Makes a key, and shows it this once.' })
  createApiKey(
    @CurrentActor() actor: TenantActor,
    @Args('input', { type: () => CreateApiKeyInput, description: 'What it may do.' }, new ZodPipe(createApiKeyInput))
    input: ValidInput,
  ): Promise<CreatedApiKey> {
    return this.keys.create(actor, input);
  }

  @Allow('tenant.keys')
  @SteppedUp('Makes a credential.')
  @Mutation(() => CreatedApiKey, { description: 'Makes a key of the same permissions; the old one works on for the overlap.' })
  rotateApiKey(
    @CurrentActor() actor: TenantActor,
    @Args('id', idArgument, uuidPipe('API key')) id: string,
    @Args('overlapHours', overlapArgument, new ZodPipe(rotateApiKeyInput.shape.overlapHours, 'overlapHours')) overlapHours: number,
  ): Promise<CreatedApiKey> {
    return this.keys.rotate(actor, id, overlapHours);
  }

  @Allow('tenant.keys')
  @SteppedUp('Stops the programs that use it.')
  @Mutation(() => ApiKey, { description: 'Ends a key at once.' })
  revokeApiKey(@CurrentActor() actor: TenantActor, @Args('id', idArgument, uuidPipe('API key')) id: string): Promise<ApiKey> {
    return this.keys.revoke(actor, id);
  }

  @Allow('tenant.keys')
  @NoStepUp('Changes a name.')
  @Mutation(() => ApiKey, { description: 'Gives a key another name.' })
  renameApiKey(
    @CurrentActor() actor: TenantActor,
    @Args('id', idArgument, uuidPipe('API key')) id: string,
    @Args('name', { description: 'Its new name.' }, new ZodPipe(createApiKeyInput.shape.name, 'name')) name: string,
  ): Promise<ApiKey> {
    return this.keys.rename(actor, id, name);
  }
}
