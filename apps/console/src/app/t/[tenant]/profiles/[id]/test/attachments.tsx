'use client';

import { Button, cn } from '@posthorn/ui';
import { Paperclip, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { sizeText } from '@/features/messages/size-text.ts';
import type { Attachment, AttachmentList } from './use-attachments.ts';

/** Files of a message: chosen or dropped, uploaded at once, each with how far it has come. */
export function Attachments({ attachments }: { attachments: AttachmentList }): ReactElement {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [dragging, setDragging] = useState(false);
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setDragging(false);
    attachments.add(event.dataTransfer.files);
  };
  return (
    <div
      role="group"
      aria-labelledby={`${id}-label`}
      className={cn('flex flex-col gap-2 rounded-md border border-dashed px-3 py-2.5', dragging && 'border-primary bg-selected')}
      onDragOver={(event) => {
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={onDrop}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span id={`${id}-label`} className="font-medium">
          Attachments
        </span>
        <span className="min-w-0 flex-1 text-xs text-muted-foreground">Drop files here, 25 MB in all.</span>
        <Button size="sm" onClick={() => input.current?.click()}>
          <Paperclip aria-hidden />
          Add files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files to attach"
          onChange={(event) => {
            attachments.add(event.target.files ?? []);
            // The same file may be chosen again after it was removed.
            event.target.value = '';
          }}
        />
      </div>
      {attachments.list.length > 0 && (
        <ul className="flex flex-col divide-y" aria-live="polite">
          {attachments.list.map((attachment) => (
            <AttachmentRow key={attachment.key} attachment={attachment} onRemove={() => attachments.remove(attachment.key)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function AttachmentRow({ attachment, onRemove }: { attachment: Attachment; onRemove: () => void }): ReactElement {
  const { name, sizeBytes, progress, id, failure } = attachment;
  return (
    <li className="flex items-center gap-3 py-1">
      <span className="min-w-0 flex-1 truncate" title={name}>
        {name}
      </span>
      {failure !== null ? (
        <span className="text-xs text-danger">{failure}</span>
      ) : id === null ? (
        <progress value={progress} max={1} aria-label={`Upload of ${name}`} className="h-1.5 w-24 accent-primary" />
      ) : (
        <span className="text-xs text-muted-foreground">{sizeText(sizeBytes)}</span>
      )}
      <Button variant="ghost" size="iconSm" aria-label={`Remove ${name}`} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </li>
  );
}
