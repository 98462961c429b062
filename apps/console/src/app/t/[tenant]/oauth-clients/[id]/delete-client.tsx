'use client';

import { AlertDialog, AlertDialogCancel, Button, TextLink, toast } from '@posthorn/ui';
import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { asApiError } from '@/api/answer.ts';
import { DeleteOAuthClientDocument } from '@/generated/graphql.ts';
import type { SavedClient } from '@/features/oauth/client-values.ts';

/** Deletes a client that nobody uses; names who does, else. */
export function DeleteClient({ client, base }: { client: SavedClient; base: string }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [found, setFound] = useState<SavedClient['profiles']>();
  const users = found ?? client.profiles;
  const isUsed = users.length > 0;

  const remove = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { deleteOAuthClient: result } = await act(DeleteOAuthClientDocument, { id: client.id });
      if (result.__typename === 'OAuthClientInUse') return setFound(result.profiles);
      toast.success(`${client.name} is deleted`);
      router.push(`${base}/oauth-clients`);
    } catch (error) {
      setFailure(asApiError(error).message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <AlertDialog
      open={open}
      onOpenChange={(next) => {
        if (busy) return;
        setFound(undefined);
        setFailure(undefined);
        setOpen(next);
      }}
      trigger={
        <Button variant="dangerQuiet">
          <Trash2 aria-hidden />
          Delete
        </Button>
      }
      title={isUsed ? `${client.name} is in use` : `Delete ${client.name}?`}
      description={
        isUsed
          ? 'These email profiles sign in with it. Choose another client or a password there first.'
          : 'No email profile uses it. Its secret is gone for good; the registration at the provider stays until you remove it there.'
      }
      footer={
        <>
          <AlertDialogCancel>
            <Button disabled={busy}>{isUsed ? 'Close' : 'Cancel'}</Button>
          </AlertDialogCancel>
          {!isUsed && (
            <Button variant="danger" loading={busy} onClick={() => void remove()}>
              Delete client
            </Button>
          )}
        </>
      }
    >
      {isUsed && (
        <ul className="mt-3 max-h-60 divide-y overflow-y-auto rounded-md border text-sm" aria-label="Profiles that use it">
          {users.map(({ id, name }) => (
            <li key={id} className="px-3 py-1.5">
              <TextLink href={`${base}/profiles/${id}`}>{name}</TextLink>
            </li>
          ))}
        </ul>
      )}
      {failure !== undefined && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {failure}
        </p>
      )}
    </AlertDialog>
  );
}
