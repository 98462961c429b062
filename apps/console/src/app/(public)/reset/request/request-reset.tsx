'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { emailInput } from '@posthorn/contracts';
import { Button, Field, Input } from '@posthorn/ui';
import Link from 'next/link';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import { send } from '@/api/browser.ts';
import { submit } from '@/actions/submit.ts';
import { RequestPasswordResetDocument } from '@/generated/graphql.ts';
import { FormFailure } from '../../form-failure.tsx';
import { PublicPage } from '../../public-page.tsx';

/** Neutral: what it says does not depend on whether anybody has that address. */
export function RequestReset(): ReactElement {
  const form = useForm({ resolver: zodResolver(emailInput), defaultValues: { email: '' } });
  const { errors, isSubmitting } = form.formState;
  const [sentTo, setSentTo] = useState<string>();

  const request = form.handleSubmit(async ({ email }) => {
    if (await submit(form, () => send(RequestPasswordResetDocument, { email }))) setSentTo(email);
  });

  if (sentTo !== undefined) {
    return (
      <PublicPage
        title="Look into your mailbox"
        lead={
          <>
            If <strong className="font-medium break-all text-foreground">{sentTo}</strong> has an account here, a link is on its way. Look
            into the junk folder too.
          </>
        }
      >
        <div className="flex items-center gap-4">
          <Button onClick={() => setSentTo(undefined)}>Use another address</Button>
          <BackToSignIn />
        </div>
      </PublicPage>
    );
  }
  return (
    <PublicPage title="Reset your password" lead="We mail you a link. Your password stays as it is until you choose a new one there.">
      <form onSubmit={request} noValidate className="flex flex-col gap-4">
        <FormFailure message={errors.root?.message} />
        <Field label="E-mail" error={errors.email?.message}>
          <Input type="email" autoComplete="username" inputMode="email" autoFocus {...form.register('email')} />
        </Field>
        <Button type="submit" variant="primary" size="lg" className="mt-2 w-full" loading={isSubmitting}>
          Send me a link
        </Button>
        <p className="text-center">
          <BackToSignIn />
        </p>
      </form>
    </PublicPage>
  );
}

function BackToSignIn(): ReactElement {
  return (
    <Link href="/sign-in" className="text-sm text-primary underline-offset-2 hover:underline">
      Back to sign in
    </Link>
  );
}
