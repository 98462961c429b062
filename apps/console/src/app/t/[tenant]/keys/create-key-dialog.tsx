'use client';

import { createApiKeyInput } from '@posthorn/contracts';
import { Checkbox, Field, Input, RadioGroup } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { Controller, useWatch } from 'react-hook-form';
import type { Control } from 'react-hook-form';
import { z } from 'zod';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { CreateApiKeyDocument } from '@/generated/graphql.ts';
import type { MadeKeyFragment } from '@/generated/graphql.ts';
import { ChoiceList } from './choice-list.tsx';
import { expiryChoices, expiryOf, keyLanes, keyScopes } from './key-words.ts';

const values = z
  .object({
    name: createApiKeyInput.shape.name,
    scopes: z.array(z.enum(['MESSAGES_SEND', 'MESSAGES_READ', 'ALARMS_RAISE'])).min(1, 'Choose what the key may do.'),
    lanes: z.array(z.enum(['BULK', 'ALARM'])),
    restricted: z.enum(['no', 'yes']),
    profileIds: z.array(z.string()),
    networks: z.string().max(1_000),
    expiry: z.enum(['30', '90', '365', 'never']),
  })
  .refine(({ scopes, lanes }) => !scopes.includes('MESSAGES_SEND') || lanes.length > 0, {
    path: ['lanes'],
    error: 'Choose at least one lane.',
  })
  .refine(({ restricted, profileIds }) => restricted === 'no' || profileIds.length > 0, {
    path: ['profileIds'],
    error: 'Choose at least one profile.',
  });

type Values = z.input<typeof values>;

const atFirst: Values = {
  name: '',
  scopes: ['MESSAGES_SEND', 'MESSAGES_READ'],
  lanes: ['BULK'],
  restricted: 'no',
  profileIds: [],
  networks: '',
  expiry: '365',
};

interface CreateKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  profiles: readonly { id: string; name: string }[];
  onMade: (made: MadeKeyFragment) => void;
}

export function CreateKeyDialog({ open, onOpenChange, profiles, onMade }: CreateKeyDialogProps): ReactElement {
  const act = useAct();
  const router = useRouter();

  const create = async (wanted: z.output<typeof values>): Promise<void> => {
    const { name, scopes, lanes, restricted, profileIds, networks, expiry } = wanted;
    const input = {
      name,
      scopes,
      // A key that sends nothing has lanes all the same; they mean nothing then.
      lanes: lanes.length === 0 ? (['BULK'] as const).slice() : lanes,
      profileIds: restricted === 'yes' ? profileIds : [],
      networks: networks.split(/[\s,]+/).filter(Boolean),
      expiresAt: expiryOf(expiry, new Date()),
    };
    const { createApiKey } = await act(CreateApiKeyDocument, { input });
    onMade(createApiKey);
    router.refresh();
  };

  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Create an API key"
      description="The key itself is shown once, right after this."
      schema={values}
      defaultValues={atFirst}
      submitLabel="Create key"
      run={create}
    >
      {({ register, control, formState: { errors } }) => (
        <>
          <Field label="Name" error={errors.name?.message} help="What uses it: “Ignition gateway, plant 3”.">
            <Input autoComplete="off" autoFocus {...register('name')} />
          </Field>
          <ChoiceList control={control} name="scopes" label="It may" options={entriesOf(keyScopes)} error={errors.scopes?.message} />
          <SendingChoices
            control={control}
            profiles={profiles}
            errors={{ lanes: errors.lanes?.message, profileIds: errors.profileIds?.message }}
          />
          <Field
            label="Only from these networks (optional)"
            error={errors.networks?.message}
            help="Addresses or CIDR blocks, separated by commas: 198.51.100.0/24. Empty: from everywhere."
          >
            <Input autoComplete="off" {...register('networks')} />
          </Field>
          <Controller
            control={control}
            name="expiry"
            render={({ field }) => (
              <Field label="Expires in" error={errors.expiry?.message}>
                <RadioGroup inline options={expiryChoices} value={field.value} onValueChange={field.onChange} />
              </Field>
            )}
          />
        </>
      )}
    </FormDialog>
  );
}

interface SendingChoicesProps {
  control: Control<Values, unknown, z.output<typeof values>>;
  profiles: readonly { id: string; name: string }[];
  errors: { lanes: string | undefined; profileIds: string | undefined };
}

/** What only a key that sends has to do with. */
function SendingChoices({ control, profiles, errors }: SendingChoicesProps): ReactElement | null {
  const [scopes, restricted] = useWatch({ control, name: ['scopes', 'restricted'] });
  if (!scopes.includes('MESSAGES_SEND')) return null;
  return (
    <>
      <ChoiceList control={control} name="lanes" label="In the lanes" options={entriesOf(keyLanes)} error={errors.lanes} />
      {profiles.length > 0 && (
        <Controller
          control={control}
          name="restricted"
          render={({ field }) => (
            <Checkbox
              label="Only through certain profiles"
              help="Else it may use every profile, also those made later."
              checked={field.value === 'yes'}
              onCheckedChange={(checked) => field.onChange(checked === true ? 'yes' : 'no')}
            />
          )}
        />
      )}
      {restricted === 'yes' && (
        <ChoiceList
          control={control}
          name="profileIds"
          label="Profiles"
          options={profiles.map(({ id, name }) => ({ value: id, label: name }))}
          error={errors.profileIds}
          hideLabel
          className="-mt-1.5 ml-6 max-h-40 overflow-y-auto"
        />
      )}
    </>
  );
}

const entriesOf = (words: Record<string, { label: string; help: string }>) =>
  Object.entries(words).map(([value, { label, help }]) => ({ value, label, help }));
