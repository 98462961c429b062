'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { resetPasswordInput } from '@posthorn/contracts';
import { Button } from '@posthorn/ui';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import { send } from '@/api/browser.ts';
import { submit } from '@/actions/submit.ts';
import { ResetPasswordDocument } from '@/generated/graphql.ts';
import { NewPasswordField } from '@/features/passwords/new-password-field.tsx';
import { FormFailure } from '../form-failure.tsx';
import { LinkGate } from '../link-gate.tsx';
import { PublicPage } from '../public-page.tsx';

export function Reset(): ReactElement {
  return (
    <LinkGate purposes={['PASSWORD_RESET']}>
      {(token, link) => (
        <PublicPage
          title="Choose a new password"
          lead={
            <>
              For <strong className="font-medium text-foreground">{link.email}</strong>. It signs you out everywhere else.
            </>
          }
        >
          <ResetForm token={token} email={link.email ?? ''} />
        </PublicPage>
      )}
    </LinkGate>
  );
}

function ResetForm({ token, email }: { token: string; email: string }): ReactElement {
  const form = useForm({ resolver: zodResolver(resetPasswordInput), defaultValues: { token, password: '' } });
  const { errors, isSubmitting } = form.formState;
  const [leaving, setLeaving] = useState(false);

  const reset = form.handleSubmit(async (input) => {
    if (!(await submit(form, () => send(ResetPasswordDocument, { input })))) return;
    setLeaving(true);
    location.assign('/');
  });

  return (
    <form onSubmit={reset} noValidate className="flex flex-col gap-4">
      <FormFailure message={errors.root?.message ?? errors.token?.message} />
      <input type="email" value={email} readOnly autoComplete="username" hidden />
      <NewPasswordField
        label="New password"
        typed={form.watch('password')}
        known={[email]}
        error={errors.password?.message}
        autoFocus
        {...form.register('password')}
      />
      <Button type="submit" variant="primary" size="lg" className="mt-2 w-full" loading={isSubmitting || leaving}>
        Save and sign in
      </Button>
    </form>
  );
}
