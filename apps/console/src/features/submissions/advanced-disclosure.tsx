'use client';

import { Disclosure } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';
import { useFormContext, useFormState, useWatch } from 'react-hook-form';
import { AdvancedFields } from './advanced-fields.tsx';
import { changedAdvancedCount } from './submission-values.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';

interface AdvancedDisclosureProps {
  saved: SavedSubmission;
  /** Names of further fields inside, at the top level of the form; one that is not empty counts as changed. */
  ownFields?: readonly string[];
  children?: ReactNode;
}

/** Everything one seldom needs, closed, with how much of it differs from the defaults. */
export function AdvancedDisclosure({ saved, ownFields = [], children }: AdvancedDisclosureProps): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const values = useWatch({ control }) as SubmissionValues & Record<string, unknown>;
  const { errors } = useFormState({ control });
  const changed = changedAdvancedCount(values) + ownFields.filter((name) => Boolean(values[name])).length;
  const isRefused = ['advanced', 'timeoutMs', 'proxyPassword', ...ownFields].some((name) => name in errors);

  return (
    <Disclosure title="Advanced" note={changed > 0 && `${changed} changed`} forceOpen={isRefused}>
      <div className="flex flex-col gap-5">
        {children}
        <AdvancedFields saved={saved} />
      </div>
    </Disclosure>
  );
}
