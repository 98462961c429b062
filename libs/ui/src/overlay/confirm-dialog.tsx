'use client';

import { useState } from 'react';
import type { FormEvent, ReactElement, ReactNode } from 'react';

import { Button } from '../controls/button.tsx';
import { Field } from '../controls/field.tsx';
import { Input } from '../controls/input.tsx';
import { AlertDialog, AlertDialogCancel } from './alert-dialog.tsx';

export interface ConfirmDialogProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  /** The question: "Suspend Nordwind?" */
  title: ReactNode;
  /** What will happen, in full: "Its 12 people can still sign in, its queue of 40 messages is held." */
  consequence: ReactNode;
  /** The verb on the button: "Suspend tenant". */
  confirmLabel: string;
  cancelLabel?: string;
  tone?: 'danger' | 'primary';
  /** Must be typed before the button works, for what can't be undone. */
  typeToConfirm?: string;
  /** Closes when it resolves; stays open and shows the message when it rejects. */
  onConfirm: () => Promise<void> | void;
}

/** Asks before an act with consequences, and names them. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const [ownOpen, setOwnOpen] = useState(false);
  const open = props.open ?? ownOpen;
  const setOpen = (next: boolean): void => {
    setOwnOpen(next);
    props.onOpenChange?.(next);
  };
  const question = useQuestion(props, () => setOpen(false));
  return (
    <AlertDialog
      open={open}
      onOpenChange={(next) => {
        if (question.busy) return;
        question.reset();
        setOpen(next);
      }}
      trigger={props.trigger}
      title={props.title}
      description={props.consequence}
      footer={
        <>
          <AlertDialogCancel>
            <Button disabled={question.busy}>{props.cancelLabel ?? 'Cancel'}</Button>
          </AlertDialogCancel>
          <Button
            variant={props.tone === 'primary' ? 'primary' : 'danger'}
            disabled={!question.ready}
            loading={question.busy}
            onClick={() => void question.confirm()}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.typeToConfirm !== undefined && <TypeToConfirm word={props.typeToConfirm} question={question} />}
      {question.failure !== null && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {question.failure}
        </p>
      )}
    </AlertDialog>
  );
}

interface Question {
  typed: string;
  setTyped: (typed: string) => void;
  ready: boolean;
  busy: boolean;
  failure: string | null;
  reset: () => void;
  confirm: () => Promise<void>;
}

function useQuestion({ typeToConfirm, onConfirm }: ConfirmDialogProps, close: () => void): Question {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  const reset = (): void => {
    setTyped('');
    setFailure(null);
  };
  const confirm = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm();
      reset();
      close();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : 'It did not work. Please try again.');
    } finally {
      setBusy(false);
    }
  };
  return { typed, setTyped, ready, busy, failure, reset, confirm };
}

function TypeToConfirm({ word, question }: { word: string; question: Question }): ReactElement {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // The dialog is drawn inside whatever form opened it: React hands its events on to that form.
    event.stopPropagation();
    void question.confirm();
  };
  return (
    <form onSubmit={submit} className="mt-4">
      <Field
        label={
          <>
            Type <code className="rounded-sm bg-muted px-1 py-0.5 font-mono select-all">{word}</code> to confirm
          </>
        }
      >
        <Input value={question.typed} onChange={(event) => question.setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
      </Field>
    </form>
  );
}
