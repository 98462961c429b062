import { Controller, Get, Header, HttpStatus, Param, Redirect, Req } from '@nestjs/common';
import { Allow } from '../platform/access/allow.ts';
import type { ActorRequest } from '../platform/access/request.ts';
import { Config } from '../platform/config/config.ts';
import { pageOf } from './callback-page.ts';
import { ConsentCallbacks } from './consent-callbacks.service.ts';

/** A code of any provider we know has a few hundred characters. */
const mostOctets = 8_192;

/** Where identity providers send the browser back. Whoever comes, and however it ends, is sent on to a page that says what happened. */
@Controller('api/oauth/callback')
export class CallbackController {
  constructor(
    private readonly callbacks: ConsentCallbacks,
    private readonly config: Config,
  ) {}

  @Allow('public')
  @Get(':clientId')
  @Header('Cache-Control', 'no-store')
  @Header('Referrer-Policy', 'no-referrer')
  @Redirect('', HttpStatus.SEE_OTHER)
  async end(@Req() request: ActorRequest, @Param('clientId') clientId: string): Promise<{ url: string }> {
    const query = request.originalUrl.slice(request.originalUrl.indexOf('?') + 1);
    const outcome =
      // A HEAD is routed here, too, and counts for nothing.
      request.method !== 'GET' || Buffer.byteLength(query) > mostOctets
        ? { result: 'UNKNOWN_STATE' as const }
        : await this.callbacks.end(request.person, { clientId, parameters: new URLSearchParams(query) });
    return { url: `${this.config.publicUrl}${pageOf(outcome)}` };
  }
}
