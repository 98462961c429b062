import { Global, Module } from '@nestjs/common';
import { LiveEvents } from './live-events.ts';

/** What happens now, told to every process and on to the browsers that subscribed. */
@Global()
@Module({ providers: [LiveEvents], exports: [LiveEvents] })
export class LiveModule {}
