'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { signInInput } from '@posthorn/contracts';
import { Button, Field, Input, SecretInput } from '@posthorn/ui';
import Link from 'next/link';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import { send } from '@/api/browser.ts';
import { submit } from '@/actions/submit.ts';
import { SignInDocument } from '@/generated/graphql.ts';
import { FormFailure } from '../form-failure.tsx';

/** `next`: the page to come back to, a path of this site. */
export function SignInForm({ next }: { next: string }): ReactElement {
  const form = useForm({ resolver: zodResolver(signInInput), defaultValues: { email: '', password: '' } });
  const { errors, isSubmitting } = form.formState;
  const [leaving, setLeaving] = useState(false);

  const signIn = form.handleSubmit(async (input) => {
    if (!(await submit(form, () => send(SignInDocument, { input })))) return;
    setLeaving(true);
    // A full load: nothing an earlier session left in the browser's memory survives.
    location.assign(next);
  });

  return (
    <form onSubmit={signIn} noValidate className="flex flex-col gap-4">
      <FormFailure message={errors.root?.message} />
      <Field label="E-mail" error={errors.email?.message}>
        <Input type="email" autoComplete="username" inputMode="email" autoFocus {...form.register('email')} />
      </Field>
      <Field
        label="Password"
        error={errors.password?.message}
        action={
          <Link href="/reset/request" className="text-xs text-primary underline-offset-2 hover:underline">
            Forgot it?
          </Link>
        }
      >
        <SecretInput autoComplete="current-password" {...form.register('password')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" className="mt-2 w-full" loading={isSubmitting || leaving}>
        Sign in
      </Button>
    </form>
  );
}
