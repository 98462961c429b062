'use client';

import { Field, SecretInput, cn } from '@posthorn/ui';
import { useDeferredValue, useEffect, useState } from 'react';
import type { ComponentProps, ReactElement } from 'react';
import type { Strength } from '@posthorn/passwords';

interface NewPasswordFieldProps extends ComponentProps<typeof SecretInput> {
  label?: string;
  /** What stands in the field now. */
  typed: string;
  /** What a guesser would try first: name and address of the person. */
  known: string[];
  error?: string | undefined;
}

const minimum = 12;
const verdicts = ['Guessed at once', 'Guessed quickly', 'Too easy to guess', 'Good', 'Very good'];
const colours = ['bg-danger', 'bg-danger', 'bg-danger', 'bg-success', 'bg-success'];

/** A new password: length first, then how guessable it is, while typing, by the rule of the API. */
export function NewPasswordField({ label = 'Password', typed, known, error, ...input }: NewPasswordFieldProps): ReactElement {
  const strength = useStrength(typed, known);
  const missing = minimum - typed.length;
  const score = missing > 0 ? 0 : (strength?.score ?? 0);
  const verdict = missing > 0 ? `${missing} more ${missing === 1 ? 'character' : 'characters'}` : strength && verdicts[strength.score];

  return (
    <div>
      <Field
        label={label}
        error={error}
        help="At least 12 characters that are hard to guess. A few words that have nothing to do with each other are good."
      >
        <SecretInput autoComplete="new-password" {...input} />
      </Field>
      {typed !== '' && (
        <div className="mt-2">
          <div className="flex gap-1" aria-hidden>
            {verdicts.slice(1).map((name, step) => (
              <span
                key={name}
                className={cn(
                  'h-1 flex-1 rounded-full bg-border transition-colors',
                  missing <= 0 && step < Math.max(score, 1) && colours[score],
                )}
              />
            ))}
          </div>
          <p role="status" className="mt-1 text-xs text-muted-foreground">
            <span className="font-medium text-foreground">{verdict}</span>
            {missing <= 0 && strength?.advice && <> · {strength.advice}</>}
          </p>
        </div>
      )}
    </div>
  );
}

function useStrength(typed: string, known: string[]): Strength | null {
  const password = useDeferredValue(typed);
  const words = known.join('\n');
  const [strength, setStrength] = useState<Strength | null>(null);

  useEffect(() => {
    if (password.length < minimum) return;
    let current = true;
    // 900 KB of dictionaries: fetched when somebody types a password, not before.
    void import('@posthorn/passwords')
      .then(({ strengthOf }) => strengthOf(password, words.split('\n')))
      .then((judged) => current && setStrength(judged));
    return () => {
      current = false;
    };
  }, [password, words]);

  return password.length < minimum ? null : strength;
}
