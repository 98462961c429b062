'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { changePasswordInput } from '@posthorn/contracts';
import { Banner, Button, Field, Panel, SecretInput, toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import { useAct } from '@/actions/actions.tsx';
import { submit } from '@/actions/submit.ts';
import { ChangePasswordDocument } from '@/generated/graphql.ts';
import { NewPasswordField } from '@/features/passwords/new-password-field.tsx';

export function PasswordPanel({ name, email }: { name: string; email: string }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const form = useForm({ resolver: zodResolver(changePasswordInput), defaultValues: { currentPassword: '', newPassword: '' } });
  const { errors, isSubmitting } = form.formState;

  const change = form.handleSubmit(async (input) => {
    if (!(await submit(form, () => act(ChangePasswordDocument, { input })))) return;
    form.reset();
    toast.success('Your password is changed', { description: 'Everybody else who was signed in as you is signed out.' });
    router.refresh();
  });

  return (
    <Panel title="Password">
      <form onSubmit={change} noValidate className="flex max-w-md flex-col gap-4">
        {errors.root?.message !== undefined && <Banner tone="danger">{errors.root.message}</Banner>}
        <input type="email" value={email} readOnly autoComplete="username" hidden />
        <Field label="Current password" error={errors.currentPassword?.message}>
          <SecretInput autoComplete="current-password" secretName="current password" {...form.register('currentPassword')} />
        </Field>
        <NewPasswordField
          label="New password"
          secretName="new password"
          typed={form.watch('newPassword')}
          known={[name, email]}
          error={errors.newPassword?.message}
          {...form.register('newPassword')}
        />
        <Button type="submit" variant="primary" loading={isSubmitting} className="self-start">
          Change password
        </Button>
      </form>
    </Panel>
  );
}
