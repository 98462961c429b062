'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { Banner, Button, Dialog } from '@posthorn/ui';
import type { FormEvent, ReactElement, ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import type { DefaultValues, FieldValues, UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';
import { submit } from './submit.ts';

interface FormDialogProps<Input extends FieldValues, Output> {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  schema: z.ZodType<Output, Input>;
  defaultValues: DefaultValues<Input>;
  /** The verb: "Invite". */
  submitLabel: string;
  danger?: boolean;
  /** The window closes when this resolves; what it throws goes to the field the API names, or above the form. */
  run: (values: Output) => Promise<void>;
  /** After the window has closed: to go elsewhere. */
  onDone?: () => void;
  children: (form: UseFormReturn<Input, unknown, Output>) => ReactNode;
}

/** A short form in a window: validated by the schema that the API validates with. */
export function FormDialog<Input extends FieldValues, Output>(props: FormDialogProps<Input, Output>): ReactElement {
  const { open, onOpenChange, title, description } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} {...(description !== undefined && { description })}>
      <DialogForm {...props} />
    </Dialog>
  );
}

// Inside the window, so that each opening starts with fresh values.
function DialogForm<Input extends FieldValues, Output>(props: FormDialogProps<Input, Output>): ReactElement {
  const form = useForm<Input, unknown, Output>({ resolver: zodResolver(props.schema), defaultValues: props.defaultValues });
  const { errors, isSubmitting } = form.formState;

  const send = form.handleSubmit(async (values) => {
    if (!(await submit(form, () => props.run(values)))) return;
    props.onOpenChange(false);
    props.onDone?.();
  });
  const onSubmit = (event: FormEvent): void => {
    // React hands events of a dialog on to the form it was opened from.
    event.stopPropagation();
    void send(event);
  };

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      {errors.root?.message !== undefined && <Banner tone="danger">{errors.root.message}</Banner>}
      {props.children(form)}
      <div className="mt-1 flex justify-end gap-2">
        <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
        <Button type="submit" variant={props.danger === true ? 'danger' : 'primary'} loading={isSubmitting}>
          {props.submitLabel}
        </Button>
      </div>
    </form>
  );
}
