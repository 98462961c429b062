'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';

import { Button } from '../controls/button.tsx';
import { nextPage, previousPage } from './table-state.ts';
import type { TableState } from './table-state.ts';

interface Props {
  label: string;
  state: TableState;
  onStateChange: (state: TableState) => void;
  nextCursor: string | null;
  count: number;
  total: number | undefined;
  loading: boolean;
}

export function TablePager({ label, state, onStateChange, nextCursor, count, total, loading }: Props): ReactElement | null {
  const page = state.cursors.length + 1;
  if (count === 0 && page === 1) return null;
  const paged = page > 1 || nextCursor !== null;
  const rows = `${count} ${count === 1 ? 'row' : 'rows'}`;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t px-4 py-2 text-xs text-muted-foreground">
      <span aria-live="polite">
        {[count > 0 && (total === undefined ? rows : `${count} of ${total}`), paged && `page ${page}`].filter(Boolean).join(' · ')}
      </span>
      {paged && (
        <nav aria-label={`${label}: pages`} className="flex gap-1.5">
          <Button size="sm" disabled={page === 1 || loading} onClick={() => onStateChange(previousPage(state))}>
            <ChevronLeft aria-hidden />
            Previous
          </Button>
          <Button
            size="sm"
            disabled={nextCursor === null || loading}
            onClick={() => nextCursor !== null && onStateChange(nextPage(state, nextCursor))}
          >
            Next
            <ChevronRight aria-hidden />
          </Button>
        </nav>
      )}
    </div>
  );
}
