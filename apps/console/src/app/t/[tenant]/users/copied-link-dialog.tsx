'use client';

import { Banner, CodeBlock, Dialog, RelativeTime } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { CopyActivationLinkMutation } from '@/generated/graphql.ts';

interface CopiedLinkDialogProps {
  link: CopyActivationLinkMutation['copyActivationLink'] | null;
  recipient: string;
  onClose: () => void;
}

/** An invitation link to hand over by other means; the API gives it once. */
export function CopiedLinkDialog({ link, recipient, onClose }: CopiedLinkDialogProps): ReactElement {
  return (
    <Dialog open={link !== null} onOpenChange={(open) => !open && onClose()} title={`Invitation link for ${recipient}`}>
      {link !== null && (
        <div className="flex flex-col gap-4">
          <Banner tone="warning" title="Whoever has it becomes this person.">
            Hand it over where only {recipient} reads it. It is not shown again. Somebody with an account is asked to sign in instead.
          </Banner>
          <CodeBlock value={link.url} label="Link" />
          <p className="text-muted-foreground">
            It works once and expires <RelativeTime value={link.expiresAt} />. The address counts as unverified until a mailed link is
            followed.
          </p>
        </div>
      )}
    </Dialog>
  );
}
