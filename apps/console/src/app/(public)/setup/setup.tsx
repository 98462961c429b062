'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { becomeSystemAdminInput } from '@posthorn/contracts';
import { Button, Combobox, Field, Input } from '@posthorn/ui';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { send } from '@/api/browser.ts';
import { submit } from '@/actions/submit.ts';
import { BecomeSystemAdminDocument } from '@/generated/graphql.ts';
import { NewPasswordField } from '@/features/passwords/new-password-field.tsx';
import { guessTimeZone, timeZoneOptions } from '@/times/zones.ts';
import { FormFailure } from '../form-failure.tsx';
import { LinkGate } from '../link-gate.tsx';
import { PublicPage } from '../public-page.tsx';

/** The first system admin, with the link that `npm start` printed. */
export function Setup(): ReactElement {
  return (
    <LinkGate purposes={['SETUP']}>
      {(token, link) => (
        <PublicPage
          title="Become the system admin"
          lead="You set up the platform’s mail and its tenants. There is no default password: choose yours."
        >
          <SetupForm token={token} email={link.email ?? ''} />
        </PublicPage>
      )}
    </LinkGate>
  );
}

function SetupForm({ token, email }: { token: string; email: string }): ReactElement {
  const form = useForm({
    resolver: zodResolver(becomeSystemAdminInput),
    defaultValues: { token, email, name: '', password: '', timeZone: guessTimeZone() },
  });
  const { errors, isSubmitting } = form.formState;
  const [leaving, setLeaving] = useState(false);
  const zones = useMemo(() => timeZoneOptions(guessTimeZone()), []);
  const [typed, name, address] = form.watch(['password', 'name', 'email']);

  const become = form.handleSubmit(async (input) => {
    if (!(await submit(form, () => send(BecomeSystemAdminDocument, { input })))) return;
    setLeaving(true);
    location.assign('/system');
  });

  return (
    <form onSubmit={become} noValidate className="flex flex-col gap-4">
      <FormFailure message={errors.root?.message ?? errors.token?.message} />
      <Field label="Your e-mail" error={errors.email?.message} help="You sign in with it, and it is where the platform reaches you.">
        <Input type="email" autoComplete="username" inputMode="email" autoFocus {...form.register('email')} />
      </Field>
      <Field label="Your name" error={errors.name?.message}>
        <Input autoComplete="name" {...form.register('name')} />
      </Field>
      <NewPasswordField typed={typed} known={[name, address]} error={errors.password?.message} {...form.register('password')} />
      <Controller
        control={form.control}
        name="timeZone"
        render={({ field }) => (
          <Field label="Time zone" error={errors.timeZone?.message} help="Times in the console and in your mail are shown in it.">
            <Combobox
              options={zones}
              value={field.value}
              onValueChange={field.onChange}
              onBlur={field.onBlur}
              searchPlaceholder="Search zones"
            />
          </Field>
        )}
      />
      <Button type="submit" variant="primary" size="lg" className="mt-2 w-full" loading={isSubmitting || leaving}>
        Become system admin
      </Button>
    </form>
  );
}
