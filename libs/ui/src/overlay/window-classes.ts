export const overlayClasses =
  'fixed inset-0 z-50 bg-overlay data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=closed]:animate-out data-[state=closed]:fade-out-0';

export const windowClasses =
  'fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg border bg-surface text-foreground shadow-xl shadow-black/15 duration-150 focus:outline-none data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98 data-[state=closed]:animate-out data-[state=closed]:fade-out-0';

export const menuClasses =
  'z-50 min-w-40 overflow-hidden rounded-md border bg-surface p-1 text-foreground shadow-lg shadow-black/10 data-[state=open]:animate-in data-[state=open]:fade-in-0';
