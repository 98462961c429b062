'use client';

import { CodeBlock, CopyButton, Tabs, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';

interface MailViewProps {
  /** Answers with the mail's HTML under a policy of its own: no scripts, no loads. */
  previewPath: string;
  text: string;
  headers?: string;
  /** Lists the links of the text below it, to open in a tab of their own: inside the frame they lead nowhere. */
  withLinks?: boolean;
}

/** A mail as its reader sees it. The frame has no scripts, no forms, no origin. */
export function MailView({ previewPath, text, headers, withLinks = false }: MailViewProps): ReactElement {
  const links = withLinks ? linksOf(text) : [];
  return (
    <div className="px-4 pt-1 pb-4">
      <Tabs
        aria-label="Views of the mail"
        items={[
          {
            value: 'html',
            label: 'HTML',
            content: (
              <iframe
                src={previewPath}
                sandbox=""
                referrerPolicy="no-referrer"
                title="The mail as HTML"
                className="h-[34rem] w-full rounded-md border bg-white"
              />
            ),
          },
          { value: 'text', label: 'Text', content: <CodeBlock value={text} label="Text part" /> },
          ...(headers === undefined
            ? []
            : [{ value: 'headers', label: 'Headers', content: <CodeBlock value={headers} label="Headers" scroll /> }]),
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

/** The http links of a text, once each, without the punctuation behind them. */
function linksOf(text: string): string[] {
  return [...new Set((text.match(/https?:\/\/[^\s<>"'()[\]]+/g) ?? []).map((link) => link.replace(/[.,;:!?]+$/, '')))];
}
