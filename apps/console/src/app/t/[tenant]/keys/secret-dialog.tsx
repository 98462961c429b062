'use client';

import { Banner, Button, CodeBlock, Dialog } from '@posthorn/ui';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { MadeKeyFragment } from '@/generated/graphql.ts';
import { curlExample } from './curl-example.ts';

interface SecretDialogProps {
  made: MadeKeyFragment | null;
  publicUrl: string;
  myAddress: string;
  onClose: () => void;
}

/** The key itself, this once. Escape and a click outside ask first: they happen by accident, and the key would be gone. */
export function SecretDialog({ made, publicUrl, myAddress, onClose }: SecretDialogProps): ReactElement {
  const [leaving, setLeaving] = useState(false);
  const close = (): void => {
    setLeaving(false);
    onClose();
  };
  return (
    <Dialog
      open={made !== null}
      onOpenChange={(open) => {
        if (!open) setLeaving(true);
      }}
      size="lg"
      title={made === null ? '' : `The key of ${made.key.name}`}
      footer={
        leaving ? (
          <>
            <Button onClick={() => setLeaving(false)}>Back to the key</Button>
            <Button variant="danger" onClick={close}>
              Close without it
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={close}>
            I have it
          </Button>
        )
      }
    >
      {made !== null && (
        <div className="flex flex-col gap-4">
          {leaving ? (
            <Banner tone="danger" title="Do you have it?">
              Once this is closed nobody can show the key again. You would have to make a new one.
            </Banner>
          ) : (
            <Banner tone="warning" title="Copy it now: it is shown this once.">
              Only a hash of it is kept. Whoever has it acts as this program.
            </Banner>
          )}
          <CodeBlock value={made.secret} label="API key" />
          <TryIt made={made} publicUrl={publicUrl} myAddress={myAddress} />
        </div>
      )}
    </Dialog>
  );
}

function TryIt({ made, publicUrl, myAddress }: { made: MadeKeyFragment; publicUrl: string; myAddress: string }): ReactElement | null {
  const line = curlExample(publicUrl, made.secret, made.key, myAddress);
  if (line === null) return null;
  return <CodeBlock value={line} label={`Try it in a shell: a mail to ${myAddress}`} scroll />;
}
