'use client';

import { Button, CodeBlock, DataTable, EmptyState, RelativeTime, StatusBadge } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { KeyRound, Plus, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import type { MadeKeyFragment } from '@/generated/graphql.ts';
import { useDialogParam, useList } from '@/lists/use-list.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyMenu } from './key-menu.tsx';
import { keyStates, laneWords, scopeWords } from './key-words.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { works } from './shown-keys.ts';
import type { KeyRow } from './shown-keys.ts';

interface KeysTableProps {
  rows: readonly KeyRow[];
  /** Before search and filter. */
  total: number;
  profiles: readonly { id: string; name: string }[];
  publicUrl: string;
  myAddress: string;
}

const filterIds = ['state'];
const filters = [
  {
    id: 'state',
    label: 'State',
    options: [
      { value: 'WORKING', label: 'Working' },
      { value: 'ENDED', label: 'Expired or revoked' },
    ],
  },
];

export function KeysTable({ rows, total, profiles, publicUrl, myAddress }: KeysTableProps): ReactElement {
  const list = useList(filterIds);
  const [creating, setCreating] = useDialogParam('create');
  const [made, setMade] = useState<MadeKeyFragment | null>(null);
  const columns = useMemo(() => columnsFor(setMade), []);
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create key
    </Button>
  );

  return (
    <>
      <DataTable
        label="API keys"
        columns={columns}
        rows={rows}
        getRowId={(key) => key.id}
        {...list}
        {...(total > 0 && { searchPlaceholder: 'Search keys', filters, actions: create })}
        empty={
          <>
            <EmptyState icon={<KeyRound />} title="No API key yet" action={create} className="pb-6">
              One for each program that sends mail, so that you can tell them apart and end one without the others.
            </EmptyState>
            <CodeBlock
              value={firstExample(publicUrl)}
              label="This then sends a mail"
              copy={false}
              scroll
              className="mx-4 mb-6 sm:mx-auto sm:max-w-2xl"
            />
          </>
        }
      />
      <CreateKeyDialog open={creating} onOpenChange={setCreating} profiles={profiles} onMade={setMade} />
      <SecretDialog made={made} publicUrl={publicUrl} myAddress={myAddress} onClose={() => setMade(null)} />
    </>
  );
}

/** Three lines that say how little it takes. */
const firstExample = (publicUrl: string): string =>
  [
    `curl ${publicUrl.replace(/\/$/, '')}/api/v1/messages -H "Authorization: Bearer $KEY" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"to":"anna@example.org","subject":"Pump 3","text":"The pressure is low."}'`,
  ].join('\n');

const columnsFor = (onMade: (made: MadeKeyFragment) => void): DataColumn<KeyRow>[] => [
  {
    id: 'name',
    header: 'Name',
    cell: ({ row }) => <bdi>{row.original.name}</bdi>,
    meta: { card: 'title', className: '@2xl:max-w-56' },
  },
  { id: 'prefix', header: 'Begins with', cell: ({ row }) => `${row.original.prefix}…`, meta: { mono: true } },
  { id: 'may', header: 'May', cell: ({ row }) => scopeWords(row.original.scopes), meta: { grow: true } },
  { id: 'lanes', header: 'Lanes', cell: ({ row }) => laneWords(row.original) || <None /> },
  {
    id: 'profiles',
    header: 'Profiles',
    cell: ({ row: { original: key } }) => {
      const names = key.profiles.map(({ name }) => name).join(', ');
      return names === '' ? <span className="text-muted-foreground">every</span> : <span title={names}>{names}</span>;
    },
    meta: { className: '@2xl:max-w-40 @2xl:truncate' },
  },
  { id: 'used', header: 'Last used', cell: ({ row }) => <LastUse apiKey={row.original} /> },
  { id: 'expires', header: 'Expires', cell: ({ row }) => <Expiry apiKey={row.original} /> },
  {
    id: 'state',
    header: 'State',
    cell: ({ row }) => {
      const { label, tone, meaning } = keyStates[row.original.state];
      return (
        <StatusBadge tone={tone} title={meaning}>
          {label}
        </StatusBadge>
      );
    },
  },
  {
    id: 'acts',
    header: () => <span className="sr-only">Acts</span>,
    cell: ({ row }) => works(row.original) && <KeyMenu apiKey={row.original} onMade={onMade} />,
    meta: { align: 'end', className: '@2xl:w-10' },
  },
];

function LastUse({ apiKey: { lastUsedAt, lastUsedFrom } }: { apiKey: KeyRow }): ReactElement {
  if (!lastUsedAt) return <span className="text-muted-foreground">never</span>;
  return (
    <>
      <RelativeTime value={lastUsedAt} />
      {lastUsedFrom && <span className="text-muted-foreground"> from {lastUsedFrom}</span>}
    </>
  );
}

function Expiry({ apiKey: { state, expiresAt, revokedAt, endsSoon } }: { apiKey: KeyRow }): ReactElement {
  if (state === 'REVOKED') {
    return (
      <span className="text-muted-foreground">
        revoked <RelativeTime value={revokedAt} />
      </span>
    );
  }
  if (!expiresAt) return <span className="text-muted-foreground">never</span>;
  return (
    <span className={endsSoon ? 'text-warning' : undefined} title={endsSoon ? 'Rotate it before it ends.' : undefined}>
      {endsSoon && <TriangleAlert className="mr-1 inline size-3.5 align-[-2px]" role="img" aria-label="Soon:" />}
      <RelativeTime value={expiresAt} />
    </span>
  );
}

function None(): ReactElement {
  return (
    <span role="img" aria-label="none" className="text-muted-foreground">
      –
    </span>
  );
}
