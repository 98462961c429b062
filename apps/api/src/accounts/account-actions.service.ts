import { Injectable } from '@nestjs/common';
import type { ChangePasswordInput, ResetPasswordInput, SignInInput } from '@posthorn/contracts';
import type { AnonymousActor, PersonActor } from '../platform/access/actor.ts';
import type { GraphqlContext } from '../platform/access/request.ts';
import { SessionEntry } from '../sessions/session-entry.ts';
import { SignIn } from '../sessions/sign-in.service.ts';
import { StepUp } from '../sessions/step-up.service.ts';
import { MeService } from './me.service.ts';
import type { Me } from './me.types.ts';
import { PasswordService } from './password.service.ts';

/** Acts that end with a new session in the browser. */
@Injectable()
export class AccountActions {
  constructor(
    private readonly signIns: SignIn,
    private readonly entry: SessionEntry,
    private readonly mine: MeService,
    private readonly passwords: PasswordService,
    private readonly stepUps: StepUp,
  ) {}

  async signIn(actor: AnonymousActor | PersonActor, context: GraphqlContext, input: SignInInput): Promise<Me> {
    const session = await this.signIns.withPassword(actor, input, this.entry.browserOf(context));
    return this.mine.describe(this.entry.admit(context, session));
  }

  async resetPassword(actor: AnonymousActor | PersonActor, context: GraphqlContext, input: ResetPasswordInput): Promise<Me> {
    return this.enter(context, await this.passwords.reset(actor, input), 'session.signed-in-by-reset');
  }

  async changePassword(actor: PersonActor, context: GraphqlContext, input: ChangePasswordInput): Promise<Me> {
    await this.stepUps.verify(actor, input.currentPassword, 'currentPassword');
    await this.passwords.change(actor, input);
    return this.enter(context, actor.identityId, 'session.renewed');
  }

  /** For a person who has just proved themselves by a link. */
  async enter(context: GraphqlContext, identityId: string, action: string): Promise<Me> {
    const session = await this.signIns.enter(identityId, context.req.person, action);
    return this.mine.describe(this.entry.admit(context, session));
  }
}
