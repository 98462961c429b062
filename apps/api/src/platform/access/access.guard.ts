import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { permissionsOf, type Permission } from '@posthorn/contracts';
import { AppError, notAllowed } from '../errors/app-error.ts';
import { systemActorOf, type Actor, type AnonymousActor, type KeyActor, type PersonActor, type SignedInActor } from './actor.ts';
import { allowKey, type AllowRule } from './allow.ts';
import { stepUpKey, type StepUpRule } from './step-up.ts';
import { argumentsOf, requestOf, type ActorRequest } from './request.ts';
import { TenantEntrance } from './tenant-entrance.ts';

/** How long a typed password opens the acts that ask for it again: 10 minutes. */
export const stepUpLifetimeMs = 10 * 60_000;

/** Decides about every operation and route; what says nothing about itself is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly entrance: TenantEntrance,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // A field resolver belongs to the operation that was already allowed.
    const rule = this.reflector.get<AllowRule | undefined>(allowKey, context.getHandler());
    if (!rule) throw new AppError('NOT_ALLOWED', 'This operation says nothing about who may run it, so nobody may.');

    const request = requestOf(context);
    request.actor = await this.admit(rule, request);
    const stepUp = this.reflector.get<StepUpRule | undefined>(stepUpKey, context.getHandler());
    if (stepUp?.isNeeded(argumentsOf(context))) requireStepUp(request.actor);
    return true;
  }

  private async admit(rule: AllowRule, request: ActorRequest): Promise<Actor> {
    if (request.key) return admitKey(rule, request.key, request.person);
    const permission = relevant(rule.permissions, request.tenantHeader);
    if (permission === 'public') return request.person;

    const person = signedIn(request.person, rule);
    if (permission === 'account') return person;
    if (permission.startsWith('tenant.')) return this.entrance.enter(person, request.tenantHeader, permission);
    if (!person.isSystemAdmin || !permissionsOf('SYSTEM_ADMIN').includes(permission)) throw notAllowed();
    return systemActorOf(person);
  }
}

function relevant(permissions: readonly Permission[], tenantHeader: string | undefined): Permission {
  const ofTenant = permissions.find((permission) => permission.startsWith('tenant.'));
  const chosen = tenantHeader && ofTenant ? ofTenant : (permissions.find((permission) => permission !== ofTenant) ?? ofTenant);
  if (!chosen) throw new AppError('NOT_ALLOWED', 'This operation allows nobody.');
  return chosen;
}

function signedIn(person: PersonActor | AnonymousActor, { keyScope }: AllowRule): PersonActor {
  if (person.kind !== 'anonymous') return person;
  throw new AppError('NOT_SIGNED_IN', keyScope ? 'Send an API key (Authorization: Bearer phk_…), or sign in.' : 'Sign in to go on.');
}

/** A key opens nothing but what names its scope, whatever cookie came along. */
function admitKey({ keyScope, permissions }: AllowRule, key: KeyActor | AppError, nobody: Actor): Actor {
  if (key instanceof AppError) throw key;
  if (permissions.includes('public')) return nobody;
  if (!keyScope) throw new AppError('NOT_ALLOWED', 'API keys can’t do this, whatever their scope: it takes a person who is signed in.');
  if (!key.scopes.includes(keyScope)) throw new AppError('NOT_ALLOWED', `This API key lacks the scope ${keyScope}.`);
  return key;
}

function requireStepUp(actor: Actor): void {
  const at = (actor as SignedInActor).steppedUpAt;
  if (at && Date.now() - at.getTime() < stepUpLifetimeMs) return;
  throw new AppError('STEP_UP_REQUIRED', 'Type your password again to go on.');
}
