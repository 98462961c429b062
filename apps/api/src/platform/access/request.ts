import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import type { AppError } from '../errors/app-error.ts';
import type { Actor, AnonymousActor, KeyActor, Origin, PersonActor } from './actor.ts';

/** A request after the session middleware: who sent it, and from where. */
export interface ActorRequest extends Request {
  origin: Origin;
  /** From the session cookie; settled before any guard. */
  person: PersonActor | AnonymousActor;
  /** From the Authorization header: who it is, or why not. A cookie beside a key is not looked at. */
  key: KeyActor | AppError | undefined;
  /** What the guard made of the person for this operation. */
  actor: Actor;
  tenantHeader: string | undefined;
}

export interface GraphqlContext {
  req: ActorRequest;
  res: Response | undefined;
}

/** Of a GraphQL operation, as they came; none of a route. */
export const argumentsOf = (context: ExecutionContext): Record<string, unknown> =>
  context.getType<GqlContextType>() === 'graphql' ? GqlExecutionContext.create(context).getArgs<Record<string, unknown>>() : {};

/** The request of an HTTP route or of a GraphQL operation, a subscription's handshake included. */
export function requestOf(context: ExecutionContext): ActorRequest {
  return context.getType<GqlContextType>() === 'graphql'
    ? GqlExecutionContext.create(context).getContext<GraphqlContext>().req
    : context.switchToHttp().getRequest<ActorRequest>();
}
