'use client';

import { profileName } from '@posthorn/contracts';
import {
  Button,
  ConfirmDialog,
  DropdownMenu,
  DropdownMenuItem,
  DropdownMenuSeparator,
  Field,
  Input,
  RelativeTime,
  toast,
} from '@posthorn/ui';
import { Ban, Ellipsis, Pencil, RefreshCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { z } from 'zod';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { RenameApiKeyDocument, RevokeApiKeyDocument } from '@/generated/graphql.ts';
import type { MadeKeyFragment } from '@/generated/graphql.ts';
import { RotateKeyDialog } from './rotate-key-dialog.tsx';
import type { KeyRow } from './shown-keys.ts';

interface KeyMenuProps {
  apiKey: KeyRow;
  onMade: (made: MadeKeyFragment) => void;
}

type Asked = 'RENAME' | 'ROTATE' | 'REVOKE' | null;

/** What one can do with a key that works. */
export function KeyMenu({ apiKey, onMade }: KeyMenuProps): ReactElement {
  const [asked, setAsked] = useState<Asked>(null);
  const close = (open: boolean): void => setAsked((current) => (open ? current : null));

  return (
    <>
      <DropdownMenu
        trigger={
          <Button variant="ghost" size="iconSm" aria-label={`Acts for ${apiKey.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <DropdownMenuItem icon={<Pencil aria-hidden />} onSelect={() => setAsked('RENAME')}>
          Rename
        </DropdownMenuItem>
        {apiKey.state === 'ACTIVE' && (
          <DropdownMenuItem icon={<RefreshCw aria-hidden />} onSelect={() => setAsked('ROTATE')}>
            Rotate
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem icon={<Ban aria-hidden />} danger onSelect={() => setAsked('REVOKE')}>
          Revoke
        </DropdownMenuItem>
      </DropdownMenu>
      {asked === 'RENAME' && <RenameDialog apiKey={apiKey} onOpenChange={close} />}
      {asked === 'ROTATE' && <RotateKeyDialog apiKey={apiKey} onOpenChange={close} onMade={onMade} />}
      {asked === 'REVOKE' && <RevokeDialog apiKey={apiKey} onOpenChange={close} />}
    </>
  );
}

interface DialogProps {
  apiKey: KeyRow;
  onOpenChange: (open: boolean) => void;
}

const nameValues = z.object({ name: profileName });

function RenameDialog({ apiKey, onOpenChange }: DialogProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <FormDialog
      open
      onOpenChange={onOpenChange}
      title={`Rename ${apiKey.name}`}
      description="The key itself stays as it is: nothing that uses it notices."
      schema={nameValues}
      defaultValues={{ name: apiKey.name }}
      submitLabel="Rename"
      run={async ({ name }) => {
        await act(RenameApiKeyDocument, { id: apiKey.id, name });
        toast.success(`It is called ${name} now`);
        router.refresh();
      }}
    >
      {({ register, formState: { errors } }) => (
        <Field label="Name" error={errors.name?.message}>
          <Input autoComplete="off" autoFocus {...register('name')} />
        </Field>
      )}
    </FormDialog>
  );
}

function RevokeDialog({ apiKey, onOpenChange }: DialogProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title={`Revoke ${apiKey.name}?`}
      consequence={
        <>
          Whatever uses <code className="font-mono">{apiKey.prefix}…</code> is refused from now on.{' '}
          {apiKey.lastUsedAt ? (
            <>
              It was last used <RelativeTime value={apiKey.lastUsedAt} />
              {apiKey.lastUsedFrom && <> from {apiKey.lastUsedFrom}</>}.
            </>
          ) : (
            'It was never used.'
          )}{' '}
          Mail it handed in already still goes out. A revoked key can’t be brought back.
        </>
      }
      confirmLabel="Revoke key"
      onConfirm={async () => {
        await act(RevokeApiKeyDocument, { id: apiKey.id });
        toast.success(`${apiKey.name} is revoked`);
        router.refresh();
      }}
    />
  );
}
