'use client';

import { FieldGroup, Panel, SelectField, TextField } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { AdvancedDisclosure } from '@/features/submissions/advanced-disclosure.tsx';
import type { Preset } from '@/features/submissions/presets.ts';
import { ProviderFields } from '@/features/submissions/provider-fields.tsx';
import { blankSubmission } from '@/features/submissions/submission-values.ts';
import type { SavedSubmission } from '@/features/submissions/submission-values.ts';
import type { ProfileValues } from './profile-values.ts';
import { SignInFields } from './sign-in-fields.tsx';
import type { OAuthChoices } from './sign-in-fields.tsx';

interface ProfileFieldsProps {
  saved: SavedSubmission;
  presets: readonly Preset[];
  /** Profiles that may take over. */
  fallbacks: readonly { id: string; name: string }[];
  choices: OAuthChoices;
  /** `/t/…` */
  base: string;
}

/** The simple form: sender, provider, who signs in and how. Everything else is under Advanced. */
export function ProfileFields({ saved, presets, fallbacks, choices, base }: ProfileFieldsProps): ReactElement {
  const { control } = useFormContext<ProfileValues>();
  const [presetId, fromAddress] = useWatch({ control, name: ['preset', 'fromAddress'] });
  return (
    <>
      <Panel title="Sender">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            name="fromAddress"
            label="From address"
            type="email"
            inputMode="email"
            autoComplete="off"
            required
            placeholder="alerts@example.org"
            help="The server must let you send as it."
          />
          <TextField name="fromName" label="From name" hint="optional" autoComplete="off" help="What readers see beside the address." />
          <TextField
            name="name"
            label="Name of the profile"
            autoComplete="off"
            required
            help="Programs and people call it by this. After a rename the old name keeps working."
          />
        </div>
      </Panel>
      <Panel title="Mail server">
        <div className="flex flex-col gap-4">
          <ProviderFields presets={presets} fromAddress={fromAddress} savedPreset={saved === blankSubmission ? null : saved.preset} />
          <SignInFields saved={saved} preset={presets.find(({ id }) => id === presetId)} choices={choices} base={base} />
        </div>
      </Panel>
      <AdvancedDisclosure saved={saved} ownFields={['description', 'replyTo', 'fallbackId']}>
        <FieldGroup title="Answers and fallback">
          <TextField
            name="replyTo"
            label="Reply-To"
            hint="optional"
            type="email"
            inputMode="email"
            autoComplete="off"
            help="Where answers go. Without it: to the From address."
          />
          <SelectField
            name="fallbackId"
            label="Fallback profile"
            none="No fallback"
            options={fallbacks.map(({ id, name }) => ({ value: id, label: name }))}
            help="Carries what waits for this one while it is parked or failing."
          />
          <TextField
            name="description"
            label="Description"
            hint="optional"
            autoComplete="off"
            help="For your colleagues."
            className="sm:col-span-2"
          />
        </FieldGroup>
      </AdvancedDisclosure>
    </>
  );
}
