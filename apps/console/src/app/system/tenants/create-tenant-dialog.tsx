'use client';

import { createTenantInput } from '@posthorn/contracts';
import { Field, Input, toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { CreateTenantDocument } from '@/generated/graphql.ts';

export function CreateTenantDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const created = useRef('');
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Create a tenant"
      description="It starts empty. Its first admin is invited on the next page."
      schema={createTenantInput}
      defaultValues={{ name: '' }}
      submitLabel="Create tenant"
      run={async (input) => {
        const { createTenant } = await act(CreateTenantDocument, { input });
        created.current = createTenant.id;
        toast.success(`${createTenant.name} was created`);
      }}
      onDone={() => router.push(`/system/tenants/${created.current}`)}
    >
      {({ register, formState: { errors } }) => (
        <Field label="Name" error={errors.name?.message} help="People see it in their invitation, and in the list of their tenants.">
          <Input autoFocus autoComplete="off" {...register('name')} />
        </Field>
      )}
    </FormDialog>
  );
}
