'use client';

import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useTheme } from 'next-themes';
import type { CSSProperties, ReactElement } from 'react';
import { Toaster as Sonner, toast } from 'sonner';

const look = {
  '--normal-bg': 'var(--surface)',
  '--normal-text': 'var(--foreground)',
  '--normal-border': 'var(--edge)',
  '--border-radius': '5px',
} as CSSProperties;

/** Once, at the end of the body. At the top, where no save bar stands. Toasts tell what happened; what the person must do belongs on the page. */
export function Toaster(): ReactElement {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="top-center"
      offset={56}
      mobileOffset={56}
      closeButton
      style={look}
      icons={{
        success: <CircleCheck className="size-4 text-success" />,
        error: <CircleAlert className="size-4 text-danger" />,
        warning: <TriangleAlert className="size-4 text-warning" />,
        info: <Info className="size-4 text-info" />,
      }}
      toastOptions={{ classNames: { toast: 'font-sans! text-sm!', description: 'text-muted-foreground!' } }}
    />
  );
}

export { toast };
