'use client';

import { requestEgressInput } from '@posthorn/contracts';
import { Banner, Button, Field, RelativeTime, Textarea } from '@posthorn/ui';
import { MessageSquarePlus } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { requestFor } from './egress-path.ts';
import type { EgressRequest } from './egress-path.ts';

interface AskEgressProps {
  host: string;
  port: number;
  requests: readonly EgressRequest[];
  ask: (host: string, port: number, note: string | null) => Promise<void>;
}

/** An address inside the network that only the system admin can allow: ask, then see what became of it. */
export function AskEgress({ host, port, requests, ask }: AskEgressProps): ReactElement {
  const [open, setOpen] = useState(false);
  const request = requestFor(requests, host, port);
  const destination = `${host}:${port}`;
  const isWaiting = request?.status === 'PENDING';

  return (
    <>
      {isWaiting && (
        <Banner tone="info" title="Asked, waiting.">
          The system admin was asked <RelativeTime value={request.createdAt} />
          {request.requestedByName && ` by ${request.requestedByName}`} to allow <code className="font-mono">{destination}</code>. Check
          again once they have.
        </Banner>
      )}
      {request?.status === 'DISMISSED' && (
        <Banner tone="warning" title="The system admin declined.">
          <RelativeTime value={request.decidedAt ?? request.createdAt} />
          {request.answer ? `: “${request.answer}”` : ', without an answer.'}
        </Banner>
      )}
      {request?.status === 'ALLOWED' && (
        <Banner tone="success" title="The system admin allowed it">
          <RelativeTime value={request.decidedAt ?? request.createdAt} />
          {request.answer ? `: “${request.answer}”` : '.'} Check again. If it is still refused, the host has another address by now: ask
          once more.
        </Banner>
      )}
      {!isWaiting && (
        <Button className="max-w-full self-start" onClick={() => setOpen(true)}>
          <MessageSquarePlus aria-hidden />
          <span className="min-w-0 truncate">
            {request === undefined ? `Ask the system admin to allow ${destination}` : `Ask again to allow ${destination}`}
          </span>
        </Button>
      )}
      <FormDialog
        open={open}
        onOpenChange={setOpen}
        title={`Ask to allow ${destination}`}
        description="It lies in an address range that Posthorn refuses unless the system admin allows it. They see your question on their overview."
        schema={requestEgressInput}
        defaultValues={{ host, port, note: '' }}
        submitLabel="Ask"
        run={({ note }) => ask(host, port, note)}
      >
        {({ register, formState: { errors } }) => (
          <Field
            label="Note"
            hint="optional"
            error={errors.note?.message ?? errors.host?.message}
            help="What the server is and why it is needed; it helps them decide."
          >
            <Textarea rows={3} autoFocus {...register('note')} />
          </Field>
        )}
      </FormDialog>
    </>
  );
}
