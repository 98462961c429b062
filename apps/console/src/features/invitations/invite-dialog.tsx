'use client';

import { inviteUserInput } from '@posthorn/contracts';
import { Field, Input, RadioGroup } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';
import { Controller } from 'react-hook-form';
import { FormDialog } from '@/actions/form-dialog.tsx';
import type { InviteUserInput, MembershipRole } from '@/generated/graphql.ts';

interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** The role at first; the only one where `chooseRole` is false. */
  role: MembershipRole;
  chooseRole?: boolean;
  invite: (input: InviteUserInput) => Promise<void>;
}

export const roles: { value: MembershipRole; label: string; description: string }[] = [
  { value: 'MEMBER', label: 'Member', description: 'Sees the tenant’s overview and its people.' },
  { value: 'TENANT_ADMIN', label: 'Tenant admin', description: 'Invites and removes people, sets up mail, sees the audit.' },
];

export const roleLabel = (role: MembershipRole): string => roles.find(({ value }) => value === role)?.label ?? role;

export function InviteDialog({ open, onOpenChange, title, description, role, chooseRole = true, invite }: InviteDialogProps): ReactElement {
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      schema={inviteUserInput}
      defaultValues={{ email: '', name: '', role }}
      submitLabel="Send invitation"
      run={invite}
    >
      {({ register, control, formState: { errors } }) => (
        <>
          <Field label="E-mail" error={errors.email?.message}>
            <Input type="email" inputMode="email" autoComplete="off" autoFocus {...register('email')} />
          </Field>
          <Field label="Name" error={errors.name?.message} help="They can change it when they activate their account.">
            <Input autoComplete="off" {...register('name')} />
          </Field>
          {chooseRole && (
            <Controller
              control={control}
              name="role"
              render={({ field }) => (
                <Field label="Role" error={errors.role?.message}>
                  <RadioGroup options={roles} value={field.value} onValueChange={field.onChange} />
                </Field>
              )}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
