import { Module } from '@nestjs/common';

/** Every feature, for the API and the worker alike. */
@Module({ imports: [] })
export class FeaturesModule {}
