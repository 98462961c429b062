import { Controller, Get, Header, Param } from '@nestjs/common';
import type { KeyActor, TenantActor } from '../platform/access/actor.ts';
import { Allow, AllowKey } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { messageForPrograms, type ProgramsMessage } from './message-for-programs.ts';
import { MessagePreview } from './message-preview.service.ts';
import { Messages } from './messages.service.ts';

const previewPolicy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

/** Mail as it was sent, for an iframe without scripts; and a message's fate, for programs. */
@Controller('api')
export class MessagesController {
  constructor(
    private readonly all: Messages,
    private readonly preview: MessagePreview,
  ) {}

  @Allow('platform.messages')
  @Get('messages/:id/preview')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', previewPolicy)
  @Header('X-Frame-Options', 'SAMEORIGIN')
  @Header('Cache-Control', 'no-store')
  showAccountMail(@Param('id', uuidPipe('message')) id: string): Promise<string> {
    return this.preview.ofPlatform(id);
  }

  @Allow('tenant.messages')
  @Get('t/:tenantId/messages/:id/preview')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', previewPolicy)
  @Header('X-Frame-Options', 'SAMEORIGIN')
  @Header('Cache-Control', 'no-store')
  showTenantMail(@CurrentActor() actor: TenantActor, @Param('id', uuidPipe('message')) id: string): Promise<string> {
    return this.preview.ofTenant(actor, id);
  }

  @AllowKey('messages:read', 'tenant.messages')
  @Get('v1/messages/:id')
  @Header('Cache-Control', 'no-store')
  async read(@CurrentActor() actor: KeyActor | TenantActor, @Param('id', uuidPipe('message')) id: string): Promise<ProgramsMessage> {
    return messageForPrograms(await this.all.findFor(actor, id));
  }
}
