import { Global, Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.ts';
import { ApiKeyStrategy } from './api-key-strategy.ts';
import { Origins } from './origin.ts';
import { OriginCheck } from './origin-check.ts';
import { SessionCookie } from './session-cookie.ts';
import { SessionMiddleware } from './session.middleware.ts';
import { SessionStrategy } from './session-strategy.ts';
import { TenantEntrance } from './tenant-entrance.ts';

/** Who is asking, and whether they may. One guard stands before every operation and route, and refuses what says nothing about itself. */
@Global()
@Module({
  providers: [
    SessionCookie,
    SessionStrategy,
    ApiKeyStrategy,
    SessionMiddleware,
    OriginCheck,
    Origins,
    TenantEntrance,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [SessionCookie, SessionStrategy, OriginCheck, Origins, TenantEntrance],
})
export class AccessModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SessionMiddleware).forRoutes('{*path}');
  }
}
