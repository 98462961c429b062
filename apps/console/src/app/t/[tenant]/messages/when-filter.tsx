'use client';

import { Input, Select } from '@posthorn/ui';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { daysOf, recentSpans, writeDays } from './time-span.ts';

const ever = '__ever__';
const between = '__between__';

const options = [
  { value: ever, label: 'When: any time' },
  ...Object.entries(recentSpans).map(([value, { label }]) => ({ value, label })),
  { value: between, label: 'Between two days' },
];

interface WhenFilterProps {
  value: string | undefined;
  onChange: (value: string | null) => void;
}

/** When a message was queued: lately, or between two days of the reader's zone. */
export function WhenFilter({ value, onChange }: WhenFilterProps): ReactElement {
  const [choosing, setChoosing] = useState(false);
  const days = daysOf(value) ?? (choosing ? { from: '', to: '' } : null);
  const choice = days !== null ? between : value !== undefined && value in recentSpans ? value : ever;

  const choose = (next: string): void => {
    setChoosing(next === between);
    if (next === ever || next === between) {
      if (value !== undefined) onChange(null);
    } else onChange(next);
  };
  const setDays = (next: { from: string; to: string }): void => onChange(next.from === '' && next.to === '' ? null : writeDays(next));

  return (
    <>
      <Select aria-label="When" options={options} value={choice} onValueChange={choose} className="w-auto max-w-48" />
      {days !== null && (
        <span className="flex items-center gap-1.5">
          <Input
            type="date"
            aria-label="From day"
            value={days.from}
            max={days.to || undefined}
            onChange={(event) => setDays({ ...days, from: event.target.value })}
            className="w-36"
          />
          <span aria-hidden>–</span>
          <Input
            type="date"
            aria-label="To day, included"
            value={days.to}
            min={days.from || undefined}
            onChange={(event) => setDays({ ...days, to: event.target.value })}
            className="w-36"
          />
        </span>
      )}
    </>
  );
}
