import { Query, Resolver } from '@nestjs/graphql';
import { presets } from '@posthorn/smtp';
import { Allow } from '../platform/access/allow.ts';
import { SubmissionPreset } from './submission-preset.types.ts';

@Resolver(() => SubmissionPreset)
export class SubmissionPresetsResolver {
  @Allow('platform.mail', 'tenant.profiles')
  @Query(() => [SubmissionPreset], { description: 'Providers whose hosts, ports and security are known.' })
  submissionPresets(): SubmissionPreset[] {
    return presets.map((preset) => ({
      ...preset,
      fixedUsername: preset.fixedUsername ?? null,
      oauthProvider: preset.oauth?.provider ?? null,
    }));
  }
}
