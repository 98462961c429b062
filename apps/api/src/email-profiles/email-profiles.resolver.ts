import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { debugMinutes, emailProfileInput, profileName, type EmailProfileInput as ValidInput } from '@posthorn/contracts';
import type { TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import {
  DeleteEmailProfileResult,
  EmailProfile,
  EmailProfileFilter,
  EmailProfileInput,
  EmailProfilePage,
  EmailProfileSaved,
  UpdateEmailProfileResult,
} from './email-profile.types.ts';
import { EmailProfiles, type ReadProfile } from './email-profiles.service.ts';
import { ProfileActions } from './profile-actions.service.ts';
import { ProfileRemoval, type RemovalOutcome } from './profile-removal.service.ts';
import { ProfileSaves, type SavedProfile, type Unsaved } from './profile-saves.service.ts';

const idArgument = { type: () => ID, description: 'The email profile.' };
const idPipe = uuidPipe('email profile');
const inputArgument = { type: () => EmailProfileInput, description: 'All of it.' };
const inputPipe = new ZodPipe(emailProfileInput);

@Resolver(() => EmailProfile)
export class EmailProfilesResolver {
  constructor(
    private readonly profiles: EmailProfiles,
    private readonly saves: ProfileSaves,
    private readonly actions: ProfileActions,
    private readonly removal: ProfileRemoval,
  ) {}

  @Allow('tenant.profiles')
  @Query(() => EmailProfilePage, { description: 'The tenant’s email profiles, newest first.' })
  emailProfiles(
    @CurrentActor() actor: TenantActor,
    @Args('filter', { nullable: true, type: () => EmailProfileFilter, description: 'Which.' }) filter?: EmailProfileFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page?: PageInput,
  ): Promise<Page<ReadProfile>> {
    return this.profiles.list(actor, filter ?? {}, page!);
  }

  @Allow('tenant.profiles')
  @Query(() => EmailProfile, { description: 'One email profile.' })
  emailProfile(@CurrentActor() actor: TenantActor, @Args('id', idArgument, idPipe) id: string): Promise<ReadProfile> {
    return this.profiles.find(actor, id);
  }

  @Allow('tenant.profiles')
  @NoStepUp('Its secrets are typed with it.')
  @Mutation(() => EmailProfileSaved, {
    description: 'Makes one; the tenant’s first becomes its default. CONFLICT when the name is taken, LIMIT_REACHED at 200.',
  })
  createEmailProfile(
    @CurrentActor() actor: TenantActor,
    @Args('input', inputArgument, inputPipe) input: ValidInput,
  ): Promise<SavedProfile> {
    return this.saves.create(actor, input);
  }

  @Allow('tenant.profiles')
  @NoStepUp('Another destination asks for the secrets again.')
  @Mutation(() => UpdateEmailProfileResult, {
    description:
      'Saves it; a former name goes on leading to it, waiting mail tries the new settings at once. Where tokens held would drop it asks first. CONFLICT when the name is taken.',
  })
  updateEmailProfile(
    @CurrentActor() actor: TenantActor,
    @Args('id', idArgument, idPipe) id: string,
    @Args('input', inputArgument, inputPipe) input: ValidInput,
  ): Promise<SavedProfile | Unsaved> {
    return this.saves.update(actor, id, input);
  }

  @Allow('tenant.profiles')
  @SteppedUp('Can’t be undone, and stops or moves its mail.')
  @Mutation(() => DeleteEmailProfileResult, {
    description: 'Deletes it once nothing refers to it, or moves all that does. CONFLICT while a message is being handed in.',
  })
  deleteEmailProfile(
    @CurrentActor() actor: TenantActor,
    @Args('id', idArgument, idPipe) id: string,
    @Args(
      'moveTo',
      { type: () => ID, nullable: true, description: 'The profile that takes over fallbacks, keys, the default and waiting mail.' },
      { transform: (moveTo: string | undefined) => (moveTo == null ? null : idPipe.transform(moveTo, { type: 'body' })) },
    )
    moveTo: string | null,
  ): Promise<RemovalOutcome> {
    return this.removal.remove(actor, id, moveTo);
  }

  @Allow('tenant.profiles')
  @NoStepUp('Keeps the destination and its secrets together.')
  @Mutation(() => EmailProfile, {
    description:
      'Copies it with its secrets, under the name “… copy”. Tokens are not copied: one that signs in with OAuth 2.0 has none yet.',
  })
  duplicateEmailProfile(@CurrentActor() actor: TenantActor, @Args('id', idArgument, idPipe) id: string): Promise<ReadProfile> {
    return this.saves.duplicate(actor, id);
  }

  @Allow('tenant.profiles')
  @NoStepUp('Undone by one act; nothing is lost.')
  @Mutation(() => EmailProfile, { description: 'Sends nothing more through it until it is resumed; its mail waits.' })
  pauseEmailProfile(@CurrentActor() actor: TenantActor, @Args('id', idArgument, idPipe) id: string): Promise<ReadProfile> {
    return this.actions.pause(actor, id);
  }

  @Allow('tenant.profiles')
  @NoStepUp('Undone by one act; nothing is lost.')
  @Mutation(() => EmailProfile, { description: 'Sends again; waiting mail goes out at once.' })
  resumeEmailProfile(@CurrentActor() actor: TenantActor, @Args('id', idArgument, idPipe) id: string): Promise<ReadProfile> {
    return this.actions.resume(actor, id);
  }

  @Allow('tenant.profiles')
  @NoStepUp('Undone by one act; nothing is lost.')
  @Mutation(() => EmailProfile, { description: 'Makes it the one that sends use which name none.' })
  setDefaultEmailProfile(@CurrentActor() actor: TenantActor, @Args('id', idArgument, idPipe) id: string): Promise<ReadProfile> {
    return this.actions.setDefault(actor, id);
  }

  @Allow('tenant.profiles')
  @NoStepUp('Frees a name; mail to the profile goes on.')
  @Mutation(() => EmailProfile, { description: 'Ends a former name; sends that use it are refused, and another profile may take it.' })
  removeEmailProfileAlias(
    @CurrentActor() actor: TenantActor,
    @Args('id', idArgument, idPipe) id: string,
    @Args('name', { description: 'The former name.' }, new ZodPipe(profileName, 'name')) name: string,
  ): Promise<ReadProfile> {
    return this.actions.removeAlias(actor, id, name);
  }

  @Allow('tenant.profiles')
  @NoStepUp('For an hour, without bodies and secrets.')
  @Mutation(() => EmailProfile, {
    description: 'Keeps the transcripts of attempts for a while; credentials are masked, messages left out.',
  })
  debugEmailProfile(
    @CurrentActor() actor: TenantActor,
    @Args('id', idArgument, idPipe) id: string,
    @Args(
      'minutes',
      { type: () => Int, defaultValue: 60, description: 'For how long, 0 to 1,440. 0 stops it.' },
      new ZodPipe(debugMinutes, 'minutes'),
    )
    minutes: number,
  ): Promise<ReadProfile> {
    return this.actions.debug(actor, id, minutes);
  }
}
