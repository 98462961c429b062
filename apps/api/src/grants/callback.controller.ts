import { Controller, Get, Header, HttpStatus, Inject, Param, Redirect, Req } from '@nestjs/common';
import type { Logger } from 'pino';
import { Allow } from '../platform/access/allow.ts';
import type { ActorRequest } from '../platform/access/request.ts';
import { Config } from '../platform/config/config.ts';
import { LOG } from '../platform/logging/logging.module.ts';
import { pageOf, type CallbackOutcome } from './callback-page.ts';
import { ConsentCallbacks } from './consent-callbacks.service.ts';

/** A code of any provider we know has a few hundred characters. */
const maxOctets = 8_192;

/** Where identity providers send the browser back. Every browser is sent on to a page that says what happened. */
@Controller('api/oauth/callback')
export class CallbackController {
  constructor(
    private readonly callbacks: ConsentCallbacks,
    private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  @Allow('public')
  @Get(':clientId')
  @Header('Cache-Control', 'no-store')
  @Header('Referrer-Policy', 'no-referrer')
  @Redirect('', HttpStatus.SEE_OTHER)
  async end(@Req() request: ActorRequest, @Param('clientId') clientId: string): Promise<{ url: string }> {
    const query = request.originalUrl.slice(request.originalUrl.indexOf('?') + 1);
    // A HEAD is routed here, too, and counts for nothing.
    const isReadable = request.method === 'GET' && Buffer.byteLength(query) <= maxOctets;
    const outcome = isReadable ? await this.judge(request, clientId, new URLSearchParams(query)) : { result: 'UNKNOWN_STATE' as const };
    return { url: `${this.config.publicUrl}${pageOf(outcome)}` };
  }

  /** A person at the end of a sign-in reads a page, not an error in JSON. */
  private async judge({ person, origin }: ActorRequest, clientId: string, parameters: URLSearchParams): Promise<CallbackOutcome> {
    try {
      return await this.callbacks.end(person, { clientId, parameters });
    } catch (err) {
      this.log.error({ err, requestId: origin.requestId }, 'a consent could not be ended');
      return { result: 'FAILED' };
    }
  }
}
