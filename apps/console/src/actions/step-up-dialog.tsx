'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { givenPassword } from '@posthorn/contracts';
import { Button, Dialog, Field, SecretInput } from '@posthorn/ui';
import { useId } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { asApiError } from '@/api/answer.ts';
import { send } from '@/api/browser.ts';
import { StepUpDocument } from '@/generated/graphql.ts';

const values = z.object({ password: givenPassword });

interface StepUpDialogProps {
  open: boolean;
  /** With true once the password was right, with false when the person gave up. */
  onClose: (proved: boolean) => void;
}

export function StepUpDialog({ open, onClose }: StepUpDialogProps): ReactElement {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose(false)}
      size="sm"
      title="Your password, please"
      description="This act is guarded: type your password again. It is asked for once in ten minutes."
    >
      <StepUpForm onClose={onClose} />
    </Dialog>
  );
}

// Inside the dialog, so that it is made anew, and empty, each time it opens.
function StepUpForm({ onClose }: Pick<StepUpDialogProps, 'onClose'>): ReactElement {
  const formId = useId();
  const form = useForm({ resolver: zodResolver(values), defaultValues: { password: '' } });
  const { errors, isSubmitting } = form.formState;

  const prove = form.handleSubmit(async ({ password }) => {
    try {
      await send(StepUpDocument, { password });
      onClose(true);
    } catch (error) {
      form.setError('password', { message: asApiError(error).message }, { shouldFocus: true });
    }
  });
  const submit = (event: FormEvent): void => {
    // React hands events of a dialog on to the form it was opened from.
    event.stopPropagation();
    void prove(event);
  };

  return (
    <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field label="Password" error={errors.password?.message}>
        <SecretInput autoComplete="current-password" autoFocus {...form.register('password')} />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={() => onClose(false)}>Cancel</Button>
        <Button type="submit" variant="primary" loading={isSubmitting}>
          Continue
        </Button>
      </div>
    </form>
  );
}
