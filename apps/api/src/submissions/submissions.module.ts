import { Module } from '@nestjs/common';
import { SubmissionPresetsResolver } from './submission-presets.resolver.ts';

/**
 * What platform mail and email profiles have in common: where and as whom mail is handed in. A stored secret or token is used only
 * with the exact destination it was given for.
 */
@Module({ providers: [SubmissionPresetsResolver] })
export class SubmissionsModule {}
