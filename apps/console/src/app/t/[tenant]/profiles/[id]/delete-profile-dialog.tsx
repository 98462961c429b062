'use client';

import { AlertDialog, AlertDialogCancel, Button, Field, Select, TextLink, toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { asApiError } from '@/api/answer.ts';
import { DeleteEmailProfileDocument } from '@/generated/graphql.ts';
import type { ProfileReferenceKind } from '@/generated/graphql.ts';
import type { Profile } from '../profile-values.ts';

interface DeleteProfileDialogProps {
  profile: Profile;
  others: readonly { id: string; name: string }[];
  base: string;
  onClose: () => void;
}

/** Deletes a profile. What refers to it is named first, and goes to another profile in the same act. */
export function DeleteProfileDialog({ profile, others, base, onClose }: DeleteProfileDialogProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const [references, setReferences] = useState(profile.references);
  const [moveTo, setMoveTo] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const isUsed = references.length > 0;
  const isStuck = isUsed && others.length === 0;

  const remove = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { deleteEmailProfile: result } = await act(DeleteEmailProfileDocument, { id: profile.id, moveTo: moveTo ?? null });
      if (result.__typename === 'EmailProfileInUse') {
        setReferences(result.references);
        setFailure('It is in use. Choose where that goes.');
        return;
      }
      const target = others.find(({ id }) => id === moveTo)?.name;
      toast.success(
        `${profile.name} is deleted`,
        isUsed && target !== undefined ? { description: `What used it uses ${target} now.` } : {},
      );
      router.push(`${base}/profiles`);
    } catch (error) {
      setFailure(asApiError(error).message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      title={`Delete ${profile.name}?`}
      description={
        isUsed
          ? 'It is in use. What uses it goes to another profile in the same step; its settings and password are gone for good.'
          : 'Nothing uses it. Its settings and password are gone for good; messages it sent stay in the log.'
      }
      footer={
        <>
          <AlertDialogCancel>
            <Button disabled={busy}>Cancel</Button>
          </AlertDialogCancel>
          <Button variant="danger" loading={busy} disabled={isUsed && moveTo === undefined} onClick={() => void remove()}>
            {isUsed ? 'Move and delete' : 'Delete profile'}
          </Button>
        </>
      }
    >
      {isUsed && (
        <div className="mt-4 flex flex-col gap-4">
          <ul className="divide-y rounded-md border" aria-label="What uses it">
            {references.map((reference) => (
              <li key={`${reference.kind}${reference.id}`} className="flex flex-wrap items-baseline justify-between gap-x-3 px-3 py-1.5">
                <Reference reference={reference} base={base} />
                <span className="text-xs text-muted-foreground">{kinds[reference.kind]}</span>
              </li>
            ))}
          </ul>
          {isStuck ? (
            <p className="text-sm">
              There is no other profile to move it to. <TextLink href={`${base}/profiles/new`}>Create one</TextLink> first.
            </p>
          ) : (
            <Field label="Move them to">
              <Select options={others.map(({ id, name }) => ({ value: id, label: name }))} value={moveTo} onValueChange={setMoveTo} />
            </Field>
          )}
        </div>
      )}
      {failure !== undefined && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {failure}
        </p>
      )}
    </AlertDialog>
  );
}

const kinds: Record<ProfileReferenceKind, string> = {
  FALLBACK: 'falls back to it',
  API_KEY: 'API key bound to it',
  DEFAULT: 'when no profile is named',
  WAITING_MESSAGES: 'in its queue',
};

function Reference({ reference, base }: { reference: Profile['references'][number]; base: string }): ReactElement {
  switch (reference.kind) {
    case 'FALLBACK':
      return <TextLink href={`${base}/profiles/${reference.id}`}>{reference.name}</TextLink>;
    case 'API_KEY':
      return <TextLink href={`${base}/keys`}>{reference.name}</TextLink>;
    case 'WAITING_MESSAGES':
      return <TextLink href={`${base}/messages?profile=${reference.id}`}>{reference.name}</TextLink>;
    case 'DEFAULT':
      return <span>The tenant’s default profile</span>;
  }
}
