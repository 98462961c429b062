'use client';

import { allowEgressInput } from '@posthorn/contracts';
import {
  Badge,
  Button,
  Checkbox,
  ConfirmDialog,
  DataTable,
  EmptyState,
  Field,
  Input,
  Panel,
  RelativeTime,
  initialTableState,
  toast,
} from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { Plus, ShieldCheck, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { Controller } from 'react-hook-form';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { AllowEgressDocument, RemoveEgressRuleDocument } from '@/generated/graphql.ts';
import type { PlatformSettingsQuery } from '@/generated/graphql.ts';

type Rule = PlatformSettingsQuery['egressRules'][number];

/** Addresses inside the network that Posthorn may connect to although it refuses their kind. */
export function EgressPanel({ rules }: { rules: readonly Rule[] }): ReactElement {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Rule | null>(null);
  const columns = useMemo(() => columnsFor(setRemoving), []);

  return (
    <Panel
      title="Egress list"
      description="Private, loopback and link-local addresses are refused, because tenants choose hosts too. These are allowed all the same."
      actions={
        <Button onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          Allow an address
        </Button>
      }
      flush
    >
      <DataTable
        label="Egress list"
        className="rounded-none border-0"
        columns={columns}
        rows={rules}
        getRowId={(rule) => rule.id}
        state={initialTableState}
        onStateChange={() => undefined}
        empty={
          <EmptyState icon={<ShieldCheck />} title="Nothing beyond the public internet">
            Allow the mail relay inside your network here, by host and port.
          </EmptyState>
        }
      />
      <AllowDialog open={adding} onOpenChange={setAdding} />
      {removing !== null && <RemoveDialog rule={removing} onClose={() => setRemoving(null)} />}
    </Panel>
  );
}

const columnsFor = (remove: (rule: Rule) => void): DataColumn<Rule>[] => [
  {
    id: 'host',
    header: 'Host and port',
    cell: ({ row: { original: rule } }) => `${rule.host}:${rule.port}`,
    meta: { mono: true, card: 'title' },
  },
  {
    id: 'clear',
    header: 'Password in clear',
    cell: ({ row }) =>
      row.original.allowCleartextAuth ? <Badge tone="warning">allowed</Badge> : <span className="text-muted-foreground">no</span>,
  },
  { id: 'note', header: 'Note', cell: ({ row }) => row.original.note ?? '', meta: { grow: true } },
  {
    id: 'created',
    header: 'Added',
    cell: ({ row: { original: rule } }) => (
      <>
        <RelativeTime value={rule.createdAt} />
        {rule.createdByName && ` by ${rule.createdByName}`}
      </>
    ),
    meta: { className: '@2xl:whitespace-nowrap' },
  },
  {
    id: 'acts',
    header: () => <span className="sr-only">Acts</span>,
    cell: ({ row: { original: rule } }) => (
      <Button variant="ghost" size="iconSm" aria-label={`Remove ${rule.host}:${rule.port}`} onClick={() => remove(rule)}>
        <Trash2 aria-hidden />
      </Button>
    ),
    meta: { align: 'end', className: '@2xl:w-10' },
  },
];

function AllowDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Allow an address"
      description="Every tenant’s settings may then connect to it from this machine. Keep it as narrow as you can."
      schema={allowEgressInput}
      defaultValues={{ host: '', port: 25, allowCleartextAuth: false, note: '' }}
      submitLabel="Allow it"
      run={async (input) => {
        await act(AllowEgressDocument, { input });
        toast.success(`${input.host}:${input.port} is allowed`);
        router.refresh();
      }}
    >
      {({ register, control, formState: { errors } }) => (
        <>
          <div className="grid gap-4 sm:grid-cols-[1fr_6rem]">
            <Field label="Host" error={errors.host?.message} help="A name, an address, or a block such as 10.20.0.0/16.">
              <Input mono autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} {...register('host')} />
            </Field>
            <Field label="Port" error={errors.port?.message}>
              <Input inputMode="numeric" autoComplete="off" {...register('port', { valueAsNumber: true })} />
            </Field>
          </div>
          <Field label="Note" hint="optional" error={errors.note?.message}>
            <Input autoComplete="off" {...register('note')} />
          </Field>
          <Controller
            control={control}
            name="allowCleartextAuth"
            render={({ field }) => (
              <Checkbox
                label="Passwords may travel in clear"
                help="For a relay that speaks no TLS. Everybody on the way can read them."
                checked={field.value === true}
                onCheckedChange={(checked) => field.onChange(checked === true)}
              />
            )}
          />
        </>
      )}
    </FormDialog>
  );
}

function RemoveDialog({ rule, onClose }: { rule: Rule; onClose: () => void }): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Refuse ${rule.host}:${rule.port} again?`}
      consequence="Mail settings that use it stop delivering at their next connection; their mail waits in the queue."
      confirmLabel="Remove from the list"
      onConfirm={async () => {
        await act(RemoveEgressRuleDocument, { id: rule.id });
        toast.success(`${rule.host}:${rule.port} is refused again`);
        router.refresh();
      }}
    />
  );
}
