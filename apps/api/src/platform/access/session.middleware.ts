import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import passport, { type PassportStatic } from 'passport';
import type { AppError } from '../errors/app-error.ts';
import type { KeyActor, PersonActor } from './actor.ts';
import { ApiKeyStrategy } from './api-key-strategy.ts';
import { OriginCheck } from './origin-check.ts';
import { Origins } from './origin.ts';
import type { ActorRequest } from './request.ts';
import { SessionStrategy } from './session-strategy.ts';

type Resolved<T> = (error: unknown, user?: T | false, refusal?: AppError) => void;

/** Settles origin, key and person of each HTTP request through passport, before any guard. */
@Injectable()
export class SessionMiddleware implements NestMiddleware {
  private readonly passport: PassportStatic;

  constructor(
    sessions: SessionStrategy,
    keys: ApiKeyStrategy,
    private readonly originCheck: OriginCheck,
    private readonly origins: Origins,
  ) {
    // Registered and called by name: a strategy handed over as an object keeps one request's callbacks for the next one's.
    this.passport = new passport.Passport() as PassportStatic;
    this.passport.use(sessions);
    this.passport.use(keys);
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const actorRequest = request as ActorRequest;
    actorRequest.origin = this.origins.of(request);
    actorRequest.person = { kind: 'anonymous', origin: actorRequest.origin };
    // A frame or a download can't send the header; its path names the tenant instead.
    actorRequest.tenantHeader = request.get('x-posthorn-tenant') ?? /^\/api\/t\/([^/]+)\//.exec(request.originalUrl)?.[1];
    this.ask<KeyActor>(ApiKeyStrategy.strategyName, request, response, (error, key, refusal) => {
      if (error) return next(error);
      actorRequest.key = key || refusal;
      // No page can make a browser send our key: it needs no check of Origin, and its cookie is not looked at.
      if (actorRequest.key) return next();
      this.resolvePerson(actorRequest, response, next);
    });
  }

  private resolvePerson(request: ActorRequest, response: Response, next: NextFunction): void {
    if (request.method !== 'GET' && request.method !== 'HEAD' && !this.originCheck.passes(request.headers.origin)) {
      response.status(403).json({ errors: [{ message: 'This request came from another site.', extensions: { code: 'NOT_ALLOWED' } }] });
      return;
    }
    // Without a session the strategy passes: the request goes on with nobody.
    this.ask<PersonActor>(SessionStrategy.strategyName, request, response, (error, person) => {
      if (error) return next(error);
      if (person) request.person = person;
      next();
    });
  }

  private ask<T>(strategy: string, request: Request, response: Response, resolved: Resolved<T>): void {
    const authenticate = this.passport.authenticate(strategy, { session: false }, resolved) as RequestHandler;
    void authenticate(request, response, resolved);
  }
}
