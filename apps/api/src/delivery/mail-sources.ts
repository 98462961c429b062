import { platformProfileId } from '@posthorn/database';
import type { Failure } from '@posthorn/smtp';
import type { ClaimedMessage } from './claimed-message.ts';
import type { MailSource, Preparation, Profile, Submission } from './mail-source.ts';

/** Account mail from one source, everybody else's from the other: neither ever sees a profile of the other. */
export class MailSources implements MailSource {
  private readonly platform: MailSource;
  private readonly tenants: MailSource;

  constructor(platform: MailSource, tenants: MailSource) {
    this.platform = platform;
    this.tenants = tenants;
  }

  prepare(profile: Profile, messages: readonly ClaimedMessage[]): Promise<Preparation> {
    return this.of(profile).prepare(profile, messages);
  }

  submissionOf(profile: Profile): Promise<Submission | Failure> {
    return this.of(profile).submissionOf(profile);
  }

  private of({ profileId }: Profile): MailSource {
    return profileId === platformProfileId ? this.platform : this.tenants;
  }
}
