'use client';

import { updateTenantInput } from '@posthorn/contracts';
import { EntityForm, NumberField, TextField, toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import { UpdateTenantDocument } from '@/generated/graphql.ts';
import type { TenantFieldsFragment } from '@/generated/graphql.ts';

export function TenantForm({ tenant }: { tenant: TenantFieldsFragment }): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <EntityForm
      schema={updateTenantInput}
      values={{ name: tenant.name, invitationsPerDay: tenant.invitationsPerDay }}
      onSave={(input) =>
        saving(async () => {
          await act(UpdateTenantDocument, { id: tenant.id, input });
          toast.success(`${input.name} is saved`);
          router.refresh();
          return { outcome: 'saved', values: input };
        })
      }
    >
      <TextField name="name" label="Name" autoComplete="off" />
      <NumberField
        name="invitationsPerDay"
        label="Invitations a day"
        help="Bounds what a stolen admin session can mail. 0 stops inviting."
        className="max-w-48"
      />
    </EntityForm>
  );
}
