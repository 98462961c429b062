'use client';

import { useEffect, useState } from 'react';

/** Whether a moment has passed; looks again each second. False until the page lives in the browser. */
export function useIsPast(moment: string): boolean {
  const [isPast, setIsPast] = useState(false);
  useEffect(() => {
    const look = (): void => setIsPast(Date.parse(moment) <= Date.now());
    look();
    const clock = setInterval(look, 1_000);
    return () => clearInterval(clock);
  }, [moment]);
  return isPast;
}
