'use client';

import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';

import { cn } from '../cn.ts';
import { Button } from '../controls/button.tsx';
import { Banner } from '../feedback/banner.tsx';
import { RelativeTime } from '../feedback/relative-time.tsx';
import { defaultFormat } from './form-context.ts';
import type { FieldDescription } from './form-context.ts';
import type { Conflict, ConflictRow } from './use-save.ts';

interface Props {
  conflict: Conflict;
  descriptions: ReadonlyMap<string, FieldDescription>;
  onChoose: (path: string, choice: 'mine' | 'theirs') => void;
}

/** Somebody else saved first: what both changed is shown side by side, and a person chooses. Nothing typed is lost. */
export function ConflictPanel({ conflict, descriptions, onChoose }: Props): ReactElement {
  const labelOf = (path: string): string => descriptions.get(path)?.label ?? path;
  const left = conflict.rows.filter((row) => row.choice === null).length;
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
    panel.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <div ref={panel} tabIndex={-1} className="rounded-lg focus:outline-none">
      <Banner tone="warning" title={`${conflict.changedBy ?? 'Somebody else'} saved while you were typing.`}>
        {conflict.changedAt !== undefined && (
          <span className="text-muted-foreground">
            <RelativeTime value={conflict.changedAt} />.{' '}
          </span>
        )}
        {conflict.rows.length > 0
          ? 'Choose for each field, then save again.'
          : 'You changed other fields: your changes are kept. Save again.'}
        {conflict.taken.length > 0 && <p className="mt-1">Taken over from them: {conflict.taken.map(labelOf).join(', ')}.</p>}
        {conflict.rows.length > 1 && (
          <div className="mt-2 flex gap-2">
            <Button size="sm" onClick={() => conflict.rows.forEach((row) => onChoose(row.path, 'mine'))}>
              Keep all mine
            </Button>
            <Button size="sm" onClick={() => conflict.rows.forEach((row) => onChoose(row.path, 'theirs'))}>
              Take all theirs
            </Button>
          </div>
        )}
        <ul className="mt-2 flex flex-col gap-2">
          {conflict.rows.map((row) => (
            <Row key={row.path} row={row} description={descriptions.get(row.path)} label={labelOf(row.path)} onChoose={onChoose} />
          ))}
        </ul>
        <p role="status" className="sr-only">
          {left === 0 ? 'All chosen' : `${left} to choose`}
        </p>
      </Banner>
    </div>
  );
}

interface RowProps {
  row: ConflictRow;
  label: string;
  description: FieldDescription | undefined;
  onChoose: Props['onChoose'];
}

function Row({ row, label, description, onChoose }: RowProps): ReactElement {
  const format = (value: unknown): string => (description?.secret === true ? '(secret)' : (description?.format ?? defaultFormat)(value));
  return (
    <li className="rounded-md border bg-surface p-3">
      <p className="mb-2 font-medium">{label}</p>
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          title="Yours"
          label={label}
          act="Keep mine"
          value={format(row.mine)}
          chosen={row.choice === 'mine'}
          onChoose={() => onChoose(row.path, 'mine')}
        />
        <Choice
          title="Theirs"
          label={label}
          act="Take theirs"
          value={format(row.theirs)}
          chosen={row.choice === 'theirs'}
          onChoose={() => onChoose(row.path, 'theirs')}
        />
      </div>
    </li>
  );
}

function Choice(props: { title: string; label: string; act: string; value: string; chosen: boolean; onChoose: () => void }): ReactElement {
  return (
    <div className={cn('flex items-start justify-between gap-3 rounded-md border px-3 py-2', props.chosen && 'border-primary bg-selected')}>
      <div className="min-w-0">
        <p className="text-xs text-muted-foreground">{props.title}</p>
        <p className="line-clamp-4">{props.value}</p>
      </div>
      <Button size="sm" aria-pressed={props.chosen} onClick={props.onChoose}>
        {props.act}
        <span className="sr-only">: {props.label}</span>
      </Button>
    </div>
  );
}
