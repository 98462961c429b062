import { Global, Module } from '@nestjs/common';
import { SecurityEvents } from './security-events.ts';

/** Attempts that failed or were refused: logged, counted, and handed to features that listen. */
@Global()
@Module({ providers: [SecurityEvents], exports: [SecurityEvents] })
export class SecurityModule {}
