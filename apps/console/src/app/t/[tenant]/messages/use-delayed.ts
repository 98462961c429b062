'use client';

import { useEffect, useRef, useState } from 'react';

/** Long enough that a word is typed in one go. */
const delayMs = 300;

/**
 * A text that shows at once and is told on, without blanks around it, when typing pauses, or at once when asked. When `value` changes
 * elsewhere (the back button, "Clear filters") it shows that.
 */
export function useDelayed(value: string, onChange: (value: string) => void): [typed: string, type: (text: string, now?: boolean) => void] {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const [told, setTold] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ value, onChange });
  useEffect(() => {
    latest.current = { value, onChange };
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  if (known !== value) {
    setKnown(value);
    // Our own words come back while the next letter is being typed already.
    if (value !== told) {
      setTyped(value);
      setTold(null);
    }
  }
  const tell = (text: string): void => {
    if (latest.current.value === text) return;
    setTold(text);
    latest.current.onChange(text);
  };
  const type = (text: string, now = false): void => {
    setTyped(text);
    clearTimeout(timer.current);
    if (now) tell(text.trim());
    else timer.current = setTimeout(() => tell(text.trim()), delayMs);
  };
  return [typed, type];
}
