import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { RefusalFilter } from './refusal.filter.ts';

/** How refusals and failures leave the API. */
@Module({ providers: [{ provide: APP_FILTER, useClass: RefusalFilter }] })
export class RefusalsModule {}
