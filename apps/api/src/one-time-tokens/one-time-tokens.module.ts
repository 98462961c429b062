import { Module } from '@nestjs/common';
import { OneTimeTokens } from './one-time-tokens.ts';

/** One-time links: bound to a purpose, used once, ended by time, by newer ones and by what makes them pointless. */
@Module({ providers: [OneTimeTokens], exports: [OneTimeTokens] })
export class OneTimeTokensModule {}
