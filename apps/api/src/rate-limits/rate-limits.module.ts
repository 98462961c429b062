import { Module } from '@nestjs/common';
import { RateLimits } from './rate-limits.ts';

/** Limits on what strangers may ask for: durable, shared by all processes, never a permanent lock. */
@Module({ providers: [RateLimits], exports: [RateLimits] })
export class RateLimitsModule {}
