'use client';

import { Field, RadioGroup } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { Controller } from 'react-hook-form';
import { z } from 'zod';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { RotateApiKeyDocument } from '@/generated/graphql.ts';
import type { MadeKeyFragment } from '@/generated/graphql.ts';
import { overlapChoices } from './key-words.ts';
import type { KeyRow } from './shown-keys.ts';

const values = z.object({ overlap: z.enum(['0', '1', '24', '168']) });

interface RotateKeyDialogProps {
  apiKey: KeyRow;
  onOpenChange: (open: boolean) => void;
  onMade: (made: MadeKeyFragment) => void;
}

/** A new key in place of an old one, which goes on working for a while. */
export function RotateKeyDialog({ apiKey, onOpenChange, onMade }: RotateKeyDialogProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <FormDialog
      open
      onOpenChange={onOpenChange}
      title={`Rotate ${apiKey.name}`}
      description="A new key with the same name and rights is made and shown once. Put it where the old one is; both work until the old one ends."
      schema={values}
      defaultValues={{ overlap: '24' }}
      submitLabel="Make the new key"
      run={async ({ overlap }) => {
        const { rotateApiKey } = await act(RotateApiKeyDocument, { id: apiKey.id, overlapHours: Number(overlap) });
        onMade(rotateApiKey);
        router.refresh();
      }}
    >
      {({ control, formState: { errors } }) => (
        <Controller
          control={control}
          name="overlap"
          render={({ field }) => (
            <Field label="The old key ends" error={errors.overlap?.message}>
              <RadioGroup options={overlapChoices} value={field.value} onValueChange={field.onChange} />
            </Field>
          )}
        />
      )}
    </FormDialog>
  );
}
