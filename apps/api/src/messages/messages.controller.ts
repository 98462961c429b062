import { Controller, Get, Header, Param } from '@nestjs/common';
import { Allow } from '../platform/access/allow.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { Messages } from './messages.service.ts';

/** Account mail rendered again, for an iframe without scripts. */
@Controller('api/messages')
export class MessagesController {
  constructor(private readonly all: Messages) {}

  @Allow('platform.messages')
  @Get(':id/preview')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'")
  @Header('X-Frame-Options', 'SAMEORIGIN')
  @Header('Cache-Control', 'no-store')
  preview(@Param('id', uuidPipe('message')) id: string): Promise<string> {
    return this.all.html(id);
  }
}
