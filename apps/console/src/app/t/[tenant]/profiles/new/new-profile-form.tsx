'use client';

import { EntityForm, buttonVariants, toast } from '@posthorn/ui';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import { CreateEmailProfileDocument } from '@/generated/graphql.ts';
import { CheckPanel } from '@/features/submissions/check-panel.tsx';
import type { EgressRequest } from '@/features/egress/egress-path.ts';
import { useAskEgress } from '@/features/egress/use-ask-egress.ts';
import type { Preset } from '@/features/submissions/presets.ts';
import { blankSubmission } from '@/features/submissions/submission-values.ts';
import { ProfileFields } from '../profile-fields.tsx';
import { blankProfile, guessName, profileFormSchema, profileInputOf } from '../profile-values.ts';
import type { ParsedProfileValues, ProfileValues } from '../profile-values.ts';
import type { OAuthChoices } from '../sign-in-fields.tsx';
import { TokenLink } from '../token-link.tsx';

interface NewProfileFormProps {
  presets: readonly Preset[];
  profiles: readonly { id: string; name: string }[];
  egressRequests: readonly EgressRequest[];
  myAddress: string;
  choices: OAuthChoices;
  /** `/t/…` */
  base: string;
}

export function NewProfileForm({ presets, profiles, egressRequests, choices, myAddress, base }: NewProfileFormProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const egress = useAskEgress(egressRequests);
  const reserved = choices.providers.reservedParameters;
  const schema = useMemo(() => profileFormSchema(blankSubmission, reserved), [reserved]);

  return (
    <EntityForm<ProfileValues, ParsedProfileValues>
      mode="create"
      saveLabel="Create profile"
      cancel={
        <Link href={`${base}/profiles`} className={buttonVariants({})}>
          Cancel
        </Link>
      }
      schema={schema}
      values={blankProfile}
      onSave={(values) =>
        saving<ProfileValues>(async () => {
          const { createEmailProfile } = await act(CreateEmailProfileDocument, { input: profileInputOf(values, blankSubmission, 0) });
          const { profile, notes } = createEmailProfile;
          const isGranted = profile.oauth?.interactive !== true;
          toast.success(`${profile.name} is created`, {
            description: [
              ...notes,
              isGranted ? notes.length === 0 && 'Send a test message with it to prove that mail arrives.' : 'Now grant a token.',
            ]
              .filter(Boolean)
              .join(' '),
          });
          router.push(`${base}/profiles/${profile.id}${isGranted ? '' : '/token'}`);
          return { outcome: 'saved' };
        })
      }
    >
      <GuessedName presets={presets} taken={profiles.map(({ name }) => name)} />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <ProfileFields saved={blankSubmission} presets={presets} fallbacks={profiles} choices={choices} base={base} />
        </div>
        <CheckPanel
          saved={blankSubmission}
          presets={presets}
          myAddress={myAddress}
          inputOf={(unsaved) => ({ profile: profileInputOf(schema.parse(unsaved), blankSubmission, 0) })}
          egress={egress}
          tokenAct={<TokenLink href={null} />}
        />
      </div>
    </EntityForm>
  );
}

/** Names the profile while nobody has named it. */
function GuessedName({ presets, taken }: { presets: readonly Preset[]; taken: readonly string[] }): null {
  const { control, getValues, setValue } = useFormContext<ProfileValues>();
  const [presetId, fromAddress] = useWatch({ control, name: ['preset', 'fromAddress'] });
  const lastGuess = useRef('');
  const guess = useEffectEvent(() => {
    if (getValues('name') !== lastGuess.current) return;
    lastGuess.current = guessName(
      fromAddress,
      presets.find(({ id }) => id === presetId),
      taken,
    );
    setValue('name', lastGuess.current, { shouldDirty: true, shouldValidate: lastGuess.current !== '' });
  });
  useEffect(() => guess(), [presetId, fromAddress]);
  return null;
}
