/** The look every text control shares. 16 px on touch screens: iOS zooms into anything smaller. */
export const inputClasses =
  'w-full min-w-0 rounded-md border border-edge bg-surface px-2.5 text-sm text-foreground transition-colors placeholder:text-muted-foreground hover:border-foreground/50 focus-visible:border-primary focus-visible:outline-1 focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:border-border disabled:bg-muted disabled:text-muted-foreground read-only:[&:is(input,textarea)]:bg-muted aria-invalid:border-danger aria-invalid:outline-danger pointer-coarse:text-[1rem]';

export const inputHeight = 'h-8 pointer-coarse:h-10';
