'use client';

import { Banner, Button, Disclosure, TextLink } from '@posthorn/ui';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { dateText, isNearOrPast, limitsText, messageLimitsText } from './presets.ts';
import type { Preset } from './presets.ts';
import type { SubmissionValues } from './submission-values.ts';
import { useSetValue } from './use-set-value.ts';

interface PresetFactsProps {
  preset: Preset;
  /** Whether it was chosen just now: then its caveats stand open. */
  isNew: boolean;
}

/** What one should know of a provider before using it: what is about to change, its caveats, its limits, and how sure we are. */
export function PresetFacts({ preset, isNew }: PresetFactsProps): ReactElement {
  const [now] = useState(() => Date.now());
  const { control } = useFormContext<SubmissionValues>();
  const authentication = useWatch({ control, name: 'authentication' });
  // What such a provider announces is the end of passwords: no warning to whoever uses none.
  const isMoved = authentication === 'OAUTH2' && typeof preset.oauthProvider === 'string';
  const loud = isMoved ? [] : preset.notices.filter((notice) => isNearOrPast(notice.from, now));
  const quiet = preset.notices.filter((notice) => !loud.includes(notice)).map(({ text }) => text);
  const notes = [...preset.notes, ...quiet];
  return (
    <>
      {loud.map((notice) => (
        <Banner key={notice.from} tone="warning" title={`${dateText(notice.from)}:`}>
          {notice.text}
        </Banner>
      ))}
      <div className="flex flex-col gap-2 rounded-md bg-muted px-3 py-2.5 text-sm text-muted-foreground">
        {notes.length === 1 && <p>{notes[0]}</p>}
        {notes.length > 1 && (
          <Disclosure bare title={`Before you use ${preset.name}`} defaultOpen={isNew}>
            <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-edge">
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Disclosure>
        )}
        <Limits preset={preset} />
        {preset.id !== 'custom' && (
          <p className="text-xs">
            {preset.verified
              ? `Checked against the provider’s documentation on ${dateText(preset.verified)}.`
              : 'Not yet checked against the provider’s documentation.'}{' '}
            <TextLink href={preset.documentation} target="_blank" rel="noreferrer noopener" className="whitespace-nowrap">
              Documentation
              <ExternalLink className="ml-0.5 inline size-3" aria-hidden />
              <span className="sr-only"> of {preset.name}, in a new tab</span>
            </TextLink>
          </p>
        )}
      </div>
    </>
  );
}

function Limits({ preset }: { preset: Preset }): ReactElement | null {
  const { control } = useFormContext<SubmissionValues>();
  const set = useSetValue();
  const advanced = useWatch({ control, name: 'advanced' });
  const text = limitsText(preset);
  const further = messageLimitsText(preset);
  if (text === null) return further === null ? null : <p>{capital(further)}.</p>;
  const wanted = {
    maxConnections: preset.limits.connections ?? advanced.maxConnections,
    perMinute: preset.limits.perMinute ?? advanced.perMinute,
    perDay: preset.limits.perDay ?? advanced.perDay,
  };
  const used = Object.entries(wanted).every(([name, value]) => advanced[name as keyof typeof wanted] === value);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p>
        Limits: <span className="text-foreground">{text}</span>
        {further !== null && `; ${further}`}.
      </p>
      {used ? (
        <span className="text-xs">These limits are in use.</span>
      ) : (
        <Button size="sm" onClick={() => set({ advanced: { ...advanced, ...wanted } })}>
          Use these limits
        </Button>
      )}
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
