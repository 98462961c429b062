import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  createTenantInput,
  line,
  updateTenantInput,
  type CreateTenantInput as ValidTenant,
  type UpdateTenantInput as ValidUpdate,
} from '@posthorn/contracts';
import type { SystemActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import { CreateTenantInput, Tenant, TenantFilter, TenantPage, UpdateTenantInput } from './tenant.types.ts';
import { Tenants } from './tenants.service.ts';

const idArgument = { type: () => ID, description: 'The tenant.' };

@Resolver(() => Tenant)
export class TenantsResolver {
  constructor(private readonly all: Tenants) {}

  @Allow('platform.tenants')
  @Query(() => TenantPage, { description: 'All tenants, newest first.' })
  tenants(
    @Args('filter', { nullable: true, type: () => TenantFilter, description: 'Which.' }) filter?: TenantFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page?: PageInput,
  ): Promise<Page<Tenant>> {
    return this.all.list(filter ?? {}, page!);
  }

  @Allow('platform.tenants')
  @Query(() => Tenant, { description: 'One tenant.' })
  tenant(@Args('id', idArgument, uuidPipe('tenant')) id: string): Promise<Tenant> {
    return this.all.find(id);
  }

  @Allow('platform.tenants')
  @NoStepUp('Makes an empty tenant; inviting its admin asks.')
  @Mutation(() => Tenant, { description: 'Creates a tenant; CONFLICT when the name is taken.' })
  createTenant(
    @CurrentActor() actor: SystemActor,
    @Args('input', { type: () => CreateTenantInput, description: 'The tenant.' }, new ZodPipe(createTenantInput)) input: ValidTenant,
  ): Promise<Tenant> {
    return this.all.create(actor, input);
  }

  @Allow('platform.tenants')
  @NoStepUp('Changes a name and a limit.')
  @Mutation(() => Tenant, { description: 'Changes a tenant’s name and limits.' })
  updateTenant(
    @CurrentActor() actor: SystemActor,
    @Args('id', idArgument, uuidPipe('tenant')) id: string,
    @Args('input', { type: () => UpdateTenantInput, description: 'Both.' }, new ZodPipe(updateTenantInput)) input: ValidUpdate,
  ): Promise<Tenant> {
    return this.all.update(actor, id, input);
  }

  @Allow('platform.tenants')
  @SteppedUp('Stops a whole tenant.')
  @Mutation(() => Tenant, {
    description: 'Suspends a tenant: its pages and API are refused with the reason, its queue is held, nothing is deleted.',
  })
  suspendTenant(
    @CurrentActor() actor: SystemActor,
    @Args('id', idArgument, uuidPipe('tenant')) id: string,
    @Args('reason', { description: '1 to 200 characters; its admins see it.' }, new ZodPipe(line('The reason', 200), 'reason'))
    reason: string,
  ): Promise<Tenant> {
    return this.all.suspend(actor, id, reason);
  }

  @Allow('platform.tenants')
  @SteppedUp('Opens a whole tenant, as suspending shuts it.')
  @Mutation(() => Tenant, { description: 'Lets a suspended tenant work again.' })
  resumeTenant(@CurrentActor() actor: SystemActor, @Args('id', idArgument, uuidPipe('tenant')) id: string): Promise<Tenant> {
    return this.all.resume(actor, id);
  }
}
