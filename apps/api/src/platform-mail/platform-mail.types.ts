import { createUnionType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { OAuthClient, OAuthClientInput } from '../oauth-clients/oauth-client.types.ts';
import { TokensWouldDrop } from '../oauth/oauth.types.ts';
import { SubmissionSetup, SubmissionSetupInput } from '../submissions/submission-setup.types.ts';

@ObjectType({ description: 'The one submission setup for account mail. Version 0: nothing is set up yet.' })
export class PlatformMailSettings extends SubmissionSetup {
  @Field(() => Int, { description: 'Send it back when saving.' })
  version: number;

  @Field({ description: 'The sender’s name.' })
  fromName: string;

  @Field(() => OAuthClient, { nullable: true, description: 'The platform’s one OAuth client; null until it was saved once.' })
  oauthClient: OAuthClient | null;
}

@InputType({ description: 'All platform mail settings.' })
export class PlatformMailSettingsInput extends SubmissionSetupInput {
  @Field(() => Int, { description: 'The version that was read; 0 when nothing was set up.' })
  version: number;

  @Field({ description: '1 to 120 characters.' })
  fromName: string;

  @Field(() => OAuthClientInput, {
    nullable: true,
    description: 'The platform’s one OAuth client, saved with it. Needed with OAUTH2, not looked at without.',
  })
  oauthClient?: OAuthClientInput | null;
}

@ObjectType({ description: 'Saved.' })
export class PlatformMailSettingsSaved {
  @Field(() => PlatformMailSettings, { description: 'As they stand now.' })
  settings: PlatformMailSettings;

  @Field(() => [String], { description: 'What was changed on the way in, as sentences for the person.' })
  notes: string[];
}

@ObjectType({ description: 'Somebody saved meanwhile: nothing was written.' })
export class StaleVersion {
  @Field(() => PlatformMailSettings, { description: 'What stands now.' })
  current: PlatformMailSettings;
}

export const UpdatePlatformMailSettingsResult = createUnionType({
  name: 'UpdatePlatformMailSettingsResult',
  description: 'Saved, or refused because somebody saved meanwhile or tokens would drop.',
  types: () => [PlatformMailSettingsSaved, StaleVersion, TokensWouldDrop] as const,
  resolveType: (value: object) => ('current' in value ? StaleVersion : 'changed' in value ? TokensWouldDrop : PlatformMailSettingsSaved),
});
