'use client';

import { Banner, Button, ConfirmDialog, CopyButton, DefinitionList, Dialog, DialogClose, Panel, StatusBadge } from '@posthorn/ui';
import { KeyRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { ResetSandboxPasswordDocument } from '@/generated/graphql.ts';
import type { ResetSandboxPasswordMutation, SandboxListQuery } from '@/generated/graphql.ts';

type Sandbox = SandboxListQuery['sandbox'];

/** How other systems reach this sandbox. The platform's own takes mail without a password, from this machine only. */
export function SandboxAccess({ sandbox, hasPassword }: { sandbox: Sandbox; hasPassword: boolean }): ReactElement {
  const [issued, setIssued] = useState<ResetSandboxPasswordMutation['resetSandboxPassword'] | null>(null);

  return (
    <Panel
      title="Connection"
      className="mb-5"
      actions={
        <>
          <StatusBadge tone={sandbox.running ? 'success' : 'danger'}>{sandbox.running ? 'Listening' : 'Not running'}</StatusBadge>
          {hasPassword && <ResetPassword hasOne={sandbox.passwordSet} onIssued={setIssued} />}
        </>
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 md:grid-cols-4">
        <Fact term="SMTP host">
          <Copied value={sandbox.host} label="Copy host" />
        </Fact>
        <Fact term="Port">
          <Copied value={String(sandbox.port)} label="Copy port" />
        </Fact>
        {hasPassword ? (
          <>
            <Fact term="User name">{sandbox.username ? <Copied value={sandbox.username} label="Copy user name" /> : '–'}</Fact>
            <Fact term="Password">
              {sandbox.passwordSet ? 'set; shown once, when it was made' : <span className="text-warning">none yet: make one</span>}
            </Fact>
          </>
        ) : (
          <Fact term="Sign-in">none: reachable from this machine only</Fact>
        )}
      </dl>
      <Dialog open={issued !== null} onOpenChange={(open) => !open && setIssued(null)} size="sm" title="The sandbox’s new password">
        {issued !== null && <IssuedPassword issued={issued} />}
      </Dialog>
    </Panel>
  );
}

function ResetPassword({
  hasOne,
  onIssued,
}: {
  hasOne: boolean;
  onIssued: (issued: ResetSandboxPasswordMutation['resetSandboxPassword']) => void;
}): ReactElement {
  const act = useAct();
  const router = useRouter();
  const make = async (): Promise<void> => {
    const { resetSandboxPassword } = await act(ResetSandboxPasswordDocument, {});
    onIssued(resetSandboxPassword);
    router.refresh();
  };
  const button = (
    <Button>
      <KeyRound aria-hidden />
      {hasOne ? 'Reset password' : 'Make a password'}
    </Button>
  );
  return (
    <ConfirmDialog
      trigger={button}
      tone={hasOne ? 'danger' : 'primary'}
      title={hasOne ? 'Reset the sandbox password?' : 'Make a sandbox password?'}
      consequence={
        hasOne
          ? 'Systems that use the old one are refused from now on. The new one is shown once.'
          : 'It is shown once; only a hash of it is kept.'
      }
      confirmLabel={hasOne ? 'Reset password' : 'Make password'}
      onConfirm={make}
    />
  );
}

function IssuedPassword({ issued }: { issued: ResetSandboxPasswordMutation['resetSandboxPassword'] }): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      <Banner tone="warning">Copy it now: it is not shown again.</Banner>
      <DefinitionList
        items={[
          { term: 'User name', value: <Copied value={issued.username} label="Copy user name" /> },
          { term: 'Password', value: <Copied value={issued.password} label="Copy password" /> },
        ]}
      />
      <div className="flex justify-end">
        <DialogClose>
          <Button variant="primary">I have it</Button>
        </DialogClose>
      </div>
    </div>
  );
}

function Copied({ value, label }: { value: string; label: string }): ReactElement {
  return (
    <span className="inline-flex items-center gap-1.5">
      <code className="font-mono break-all select-all">{value}</code>
      <CopyButton value={value} label={label} />
    </span>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }): ReactElement {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted-foreground">{term}</dt>
      <dd className="mt-0.5 flex min-h-6 items-center break-words">{children}</dd>
    </div>
  );
}
