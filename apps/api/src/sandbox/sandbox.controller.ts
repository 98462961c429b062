import { Controller, Get, Header, Param } from '@nestjs/common';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { SandboxService } from './sandbox.service.ts';

/** Captured HTML, for an iframe without scripts. */
@Controller('api')
export class SandboxController {
  constructor(private readonly captured: SandboxService) {}

  @Allow('platform.sandbox')
  @Get('sandbox/:id/preview')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'")
  @Header('X-Frame-Options', 'SAMEORIGIN')
  @Header('Cache-Control', 'no-store')
  preview(@CurrentActor() actor: SystemActor, @Param('id', uuidPipe('captured mail')) id: string): Promise<string> {
    return this.captured.html(actor, id);
  }

  // An iframe can't send the tenant's header, so its path names the tenant.
  @Allow('tenant.sandbox')
  @Get('t/:tenantId/sandbox/:id/preview')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'")
  @Header('X-Frame-Options', 'SAMEORIGIN')
  @Header('Cache-Control', 'no-store')
  previewOfTenant(@CurrentActor() actor: TenantActor, @Param('id', uuidPipe('captured mail')) id: string): Promise<string> {
    return this.captured.html(actor, id);
  }
}
