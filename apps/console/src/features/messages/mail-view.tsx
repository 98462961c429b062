'use client';

import { CodeBlock, CopyButton, Tabs, TextLink } from '@posthorn/ui';
import { Paperclip } from 'lucide-react';
import type { ReactElement } from 'react';
import { sizeText } from './size-text.ts';

interface Attachment {
  name: string;
  contentType: string;
  sizeBytes: number;
  cid?: string | null;
}

interface MailViewProps {
  /** Answers with the mail's HTML under a policy of its own: no scripts, no loads. */
  previewPath: string;
  text: string;
  headers?: string;
  attachments?: readonly Attachment[];
  /** Lists the links of the text below it, to open in a tab of their own: inside the frame they lead nowhere. */
  withLinks?: boolean;
}

/** A mail as its reader sees it. The frame has no scripts, no forms, no origin. */
export function MailView({ previewPath, text, headers, attachments = [], withLinks = false }: MailViewProps): ReactElement {
  const links = withLinks ? linksOf(text) : [];
  return (
    <div className="px-4 pt-1 pb-4">
      <Tabs
        aria-label="Views of the mail"
        items={[
          { value: 'html', label: 'Rendered', content: <Rendered previewPath={previewPath} /> },
          { value: 'text', label: 'Text', content: <CodeBlock value={text} label="Text part" /> },
          ...(headers === undefined
            ? []
            : [{ value: 'headers', label: 'Headers', content: <CodeBlock value={headers} label="Headers" scroll /> }]),
          ...(attachments.length === 0
            ? []
            : [
                {
                  value: 'attachments',
                  label: 'Attachments',
                  count: attachments.length,
                  content: <Attachments attachments={attachments} />,
                },
              ]),
        ]}
      />
      {links.length > 0 && (
        <section className="mt-4" aria-label="Links in this mail">
          <h3 className="text-xs font-medium text-muted-foreground">Links in this mail</h3>
          <ul className="mt-1 divide-y rounded-md border">
            {links.map((link) => (
              <li key={link} className="flex items-center gap-2 px-3 py-1.5">
                <TextLink href={link} target="_blank" rel="noreferrer noopener" className="min-w-0 flex-1 truncate font-mono text-xs">
                  {link}
                </TextLink>
                <CopyButton value={link} label="Copy link" />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Rendered({ previewPath }: { previewPath: string }): ReactElement {
  return (
    <iframe
      src={previewPath}
      sandbox=""
      referrerPolicy="no-referrer"
      title="The mail as its reader sees it"
      className="h-[34rem] w-full rounded-md border bg-white"
    />
  );
}

function Attachments({ attachments }: { attachments: readonly Attachment[] }): ReactElement {
  return (
    <ul className="divide-y rounded-md border">
      {attachments.map(({ name, contentType, sizeBytes, cid }, index) => (
        <li key={index} className="flex items-start gap-2.5 px-3 py-2">
          <Paperclip className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
          <div className="min-w-0">
            <p className="font-medium">{name}</p>
            <p className="text-xs text-muted-foreground">
              {[sizeText(sizeBytes), contentType, ...(cid ? ['shown inside the mail'] : [])].join(' · ')}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The http links of a text, once each, without the punctuation behind them. */
function linksOf(text: string): string[] {
  return [...new Set((text.match(/https?:\/\/[^\s<>"'()[\]]+/g) ?? []).map((link) => link.replace(/[.,;:!?]+$/, '')))];
}
