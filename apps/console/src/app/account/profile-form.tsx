'use client';

import { updateMyProfileInput } from '@posthorn/contracts';
import { ComboboxField, EntityForm, Panel, SelectField, TextField, toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { z } from 'zod';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import { UpdateMyProfileDocument } from '@/generated/graphql.ts';
import { languages, timeZoneOptions } from '@/times/zones.ts';

export function ProfileForm({ name, locale, timeZone }: { name: string; locale: string; timeZone: string }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const zones = useMemo(() => timeZoneOptions(timeZone), [timeZone]);
  return (
    <EntityForm
      schema={updateMyProfileInput}
      values={{ name, locale: locale as z.input<typeof updateMyProfileInput>['locale'], timeZone }}
      onSave={(input) =>
        saving(async () => {
          await act(UpdateMyProfileDocument, { input });
          toast.success('Your profile is saved');
          router.refresh();
          return { outcome: 'saved', values: input };
        })
      }
    >
      <Panel>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="name" label="Name" autoComplete="name" className="sm:col-span-2" />
          <SelectField name="locale" label="Language" options={languages} help="Of your mail. Only English is available yet." />
          <ComboboxField
            name="timeZone"
            label="Time zone"
            options={zones}
            searchPlaceholder="Search zones"
            help="Times here and in your mail are shown in it."
          />
        </div>
      </Panel>
    </EntityForm>
  );
}
