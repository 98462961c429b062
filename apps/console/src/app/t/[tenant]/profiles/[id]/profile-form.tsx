'use client';

import { EntityForm, toast } from '@posthorn/ui';
import type { SaveResult } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useLive } from '@/api/live.ts';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import { GrantChangedDocument, UpdateEmailProfileDocument } from '@/generated/graphql.ts';
import { useAskEgress } from '@/features/egress/use-ask-egress.ts';
import { useLiveMessages } from '@/features/messages/use-live-messages.ts';
import { useDropQuestion } from '@/features/oauth/use-drop-question.tsx';
import { CheckPanel } from '@/features/submissions/check-panel.tsx';
import type { EgressRequest } from '@/features/egress/egress-path.ts';
import type { Preset } from '@/features/submissions/presets.ts';
import { calledOff, savingWithLeave } from '@/features/submissions/saving-with-leave.ts';
import { needsGrant } from '@/features/submissions/token-state.tsx';
import { ProfileFields } from '../profile-fields.tsx';
import { profileFormSchema, profileInputOf, profileValuesOf } from '../profile-values.ts';
import type { ParsedProfileValues, Profile, ProfileValues } from '../profile-values.ts';
import type { OAuthChoices } from '../sign-in-fields.tsx';
import { TokenLink } from '../token-link.tsx';
import { useSendTest } from '../use-send-test.ts';
import { ProfileAliases } from './profile-aliases.tsx';
import { ProfileHealth } from './profile-health.tsx';

interface ProfileFormProps {
  profile: Profile;
  presets: readonly Preset[];
  others: readonly { id: string; name: string }[];
  egressRequests: readonly EgressRequest[];
  choices: OAuthChoices;
  myAddress: string;
  base: string;
}

export function ProfileForm({ profile, presets, others, egressRequests, choices, myAddress, base }: ProfileFormProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const egress = useAskEgress(egressRequests);
  const sendTest = useSendTest(profile.id);
  const { ask, question } = useDropQuestion();
  const reserved = choices.providers.reservedParameters;
  const schema = useMemo(() => profileFormSchema(profile, reserved), [profile, reserved]);
  useLiveMessages('TENANT');
  useLiveGrant(profile.authentication === 'OAUTH2' ? profile.id : null);

  const save = (values: ParsedProfileValues, version: number) =>
    saving<ProfileValues>(async (): Promise<SaveResult<ProfileValues>> => {
      const input = profileInputOf(values, profile, version);
      const result = await savingWithLeave(ask, async (dropTokens) => {
        const { updateEmailProfile } = await act(UpdateEmailProfileDocument, { id: profile.id, input: { ...input, dropTokens } });
        return updateEmailProfile;
      });
      if (result === null) return calledOff();
      if (result.__typename === 'StaleEmailProfile') {
        const { current } = result;
        // What a stored password was given for is theirs now.
        router.refresh();
        return {
          outcome: 'conflict',
          theirs: profileValuesOf(current),
          version: current.version,
          changedAt: current.updatedAt,
          ...(current.updatedByName && { changedBy: current.updatedByName }),
        };
      }
      const { profile: saved, notes } = result;
      const asksForConsent = needsGrant(saved) && !needsGrant(profile);
      toast.success(`${saved.name} is saved`, {
        description: [
          ...notes,
          asksForConsent ? 'Now grant a token.' : notes.length === 0 && 'Mail that waits is sent with it from now on.',
        ]
          .filter(Boolean)
          .join(' '),
      });
      if (asksForConsent) router.push(`${base}/profiles/${profile.id}/token`);
      router.refresh();
      return { outcome: 'saved', values: profileValuesOf(saved), version: saved.version };
    });

  return (
    <EntityForm<ProfileValues, ParsedProfileValues>
      schema={schema}
      values={profileValuesOf(profile)}
      version={profile.version}
      onSave={(values, { version }) => save(values, version)}
    >
      {question}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <ProfileFields saved={profile} presets={presets} fallbacks={others} choices={choices} base={base} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <CheckPanel
            saved={profile}
            presets={presets}
            myAddress={myAddress}
            inputOf={(unsaved) => ({
              profileId: profile.id,
              ...(unsaved !== null && { profile: profileInputOf(schema.parse(unsaved), profile, profile.version) }),
            })}
            sendTest={sendTest}
            egress={egress}
            tokenAct={<TokenLink href={profile.authentication === 'OAUTH2' ? `${base}/profiles/${profile.id}/token` : null} />}
          />
          <ProfileHealth profile={profile} base={base} />
          <ProfileAliases profile={profile} />
        </div>
      </div>
    </EntityForm>
  );
}

/** Reads the page again when a token comes or goes. null: there is none to follow. */
function useLiveGrant(profileId: string | null): void {
  const router = useRouter();
  useLive({
    document: GrantChangedDocument,
    variables: profileId === null ? null : { profileId },
    onEvent: () => router.refresh(),
    onGap: () => router.refresh(),
    pollMs: 10_000,
  });
}
