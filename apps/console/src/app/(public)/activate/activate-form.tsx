'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { activateAccountInput } from '@posthorn/contracts';
import { Button, Combobox, Field, Input, Select } from '@posthorn/ui';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { send } from '@/api/browser.ts';
import { submit } from '@/actions/submit.ts';
import { ActivateAccountDocument } from '@/generated/graphql.ts';
import { NewPasswordField } from '@/features/passwords/new-password-field.tsx';
import { guessTimeZone, languages, timeZoneOptions } from '@/times/zones.ts';
import { FormFailure } from '../form-failure.tsx';

export function ActivateForm({ token, email, name }: { token: string; email: string; name: string }): ReactElement {
  const form = useForm({
    resolver: zodResolver(activateAccountInput),
    defaultValues: { token, name, password: '', locale: 'en' as const, timeZone: guessTimeZone() },
  });
  const { errors, isSubmitting } = form.formState;
  const [leaving, setLeaving] = useState(false);
  const zones = useMemo(() => timeZoneOptions(guessTimeZone()), []);
  const [typed, typedName] = form.watch(['password', 'name']);

  const activate = form.handleSubmit(async (input) => {
    if (!(await submit(form, () => send(ActivateAccountDocument, { input })))) return;
    setLeaving(true);
    location.assign('/');
  });

  return (
    <form onSubmit={activate} noValidate className="flex flex-col gap-4">
      <FormFailure message={errors.root?.message ?? errors.token?.message} />
      {/* Password managers store the address beside the password only when the form has it. */}
      <input type="email" value={email} readOnly autoComplete="username" hidden />
      <Field label="Your name" error={errors.name?.message}>
        <Input autoComplete="name" {...form.register('name')} />
      </Field>
      <NewPasswordField
        typed={typed}
        known={[typedName, email]}
        error={errors.password?.message}
        autoFocus
        {...form.register('password')}
      />
      <div className="grid gap-4 sm:grid-cols-[8rem_1fr]">
        <Controller
          control={form.control}
          name="locale"
          render={({ field }) => (
            <Field label="Language" error={errors.locale?.message}>
              <Select options={languages} value={field.value} onValueChange={field.onChange} />
            </Field>
          )}
        />
        <Controller
          control={form.control}
          name="timeZone"
          render={({ field }) => (
            <Field label="Time zone" error={errors.timeZone?.message}>
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
      </div>
      <Button type="submit" variant="primary" size="lg" className="mt-2 w-full" loading={isSubmitting || leaving}>
        Activate and sign in
      </Button>
    </form>
  );
}
