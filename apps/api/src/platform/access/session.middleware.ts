import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import passport, { type PassportStatic } from 'passport';
import { OriginCheck } from './origin-check.ts';
import { originOf } from './origin.ts';
import type { ActorRequest } from './request.ts';
import type { PersonActor } from './actor.ts';
import { SessionStrategy } from './session-strategy.ts';

/** Settles origin and person of each HTTP request through passport, before any guard. */
@Injectable()
export class SessionMiddleware implements NestMiddleware {
  private readonly passport: PassportStatic;

  constructor(
    strategy: SessionStrategy,
    private readonly originCheck: OriginCheck,
  ) {
    // Registered and called by name: a strategy handed over as an object keeps one request's callbacks for the next one's.
    this.passport = new passport.Passport() as PassportStatic;
    this.passport.use(strategy);
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const actorRequest = request as ActorRequest;
    actorRequest.origin = originOf(request);
    actorRequest.person = { kind: 'anonymous', origin: actorRequest.origin };
    // A frame or a download can't send the header; its path names the tenant instead.
    actorRequest.tenantHeader = request.get('x-posthorn-tenant') ?? /^\/api\/t\/([^/]+)\//.exec(request.originalUrl)?.[1];
    if (request.method !== 'GET' && request.method !== 'HEAD' && !this.originCheck.passes(request.headers.origin)) {
      response.status(403).json({ errors: [{ message: 'This request came from another site.', extensions: { code: 'NOT_ALLOWED' } }] });
      return;
    }
    const settled = (error: unknown, person?: PersonActor | false) => {
      if (error) return next(error);
      if (person) actorRequest.person = person;
      next();
    };
    // Without a session the strategy passes: the request goes on with nobody.
    const authenticate = this.passport.authenticate(SessionStrategy.strategyName, { session: false }, settled) as RequestHandler;
    void authenticate(request, response, next);
  }
}
