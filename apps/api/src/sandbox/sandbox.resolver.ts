import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import { SandboxService } from './sandbox.service.ts';
import { Sandbox, SandboxFilter, SandboxMessage, SandboxMessagePage, SandboxPassword } from './sandbox.types.ts';

type Viewer = TenantActor | SystemActor;

@Resolver(() => Sandbox)
export class SandboxResolver {
  constructor(private readonly captured: SandboxService) {}

  @Allow('platform.sandbox', 'tenant.sandbox')
  @Query(() => Sandbox, { description: 'The sandbox of the tenant in the header; without one the platform’s.' })
  sandbox(@CurrentActor() actor: Viewer): Promise<Sandbox> {
    return this.captured.describe(actor);
  }

  @Allow('platform.sandbox', 'tenant.sandbox')
  @Query(() => SandboxMessagePage, { description: 'What it captured, newest first.' })
  sandboxMessages(
    @CurrentActor() actor: Viewer,
    @Args('filter', { nullable: true, type: () => SandboxFilter, description: 'Which.' }) filter?: SandboxFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page?: PageInput,
  ): Promise<Page<SandboxMessage>> {
    return this.captured.list(actor, filter ?? {}, page!);
  }

  @Allow('platform.sandbox', 'tenant.sandbox')
  @Query(() => SandboxMessage, { description: 'One captured mail.' })
  sandboxMessage(
    @CurrentActor() actor: Viewer,
    @Args('id', { type: () => ID, description: 'The captured mail.' }, uuidPipe('captured mail')) id: string,
  ): Promise<SandboxMessage> {
    return this.captured.find(actor, id);
  }

  @Allow('tenant.sandbox')
  @NoStepUp('The sandbox delivers nothing.')
  @Mutation(() => SandboxPassword, { description: 'Makes a new SMTP password for the tenant’s sandbox; the old one ends.' })
  resetSandboxPassword(@CurrentActor() actor: TenantActor): Promise<SandboxPassword> {
    return this.captured.resetPassword(actor);
  }

  @Allow('platform.sandbox', 'tenant.sandbox')
  @NoStepUp('The sandbox holds copies for show.')
  @Mutation(() => Int, { description: 'Deletes what was captured; answers how many.' })
  clearSandbox(@CurrentActor() actor: Viewer): Promise<number> {
    return this.captured.clear(actor);
  }
}
