import { cva } from 'class-variance-authority';
import type { VariantProps } from 'class-variance-authority';

/** Classes of a button, for what must look like one and is not: a link in a server component. */
export const buttonVariants = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border text-sm font-medium whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-primary text-primary-foreground enabled:hover:bg-primary-hover [a&]:hover:bg-primary-hover',
        secondary: 'border-edge/60 bg-surface text-foreground enabled:hover:bg-hover [a&]:hover:bg-hover',
        ghost: 'border-transparent bg-transparent text-foreground enabled:hover:bg-hover [a&]:hover:bg-hover',
        danger: 'border-transparent bg-danger-fill text-danger-foreground enabled:hover:bg-danger-hover [a&]:hover:bg-danger-hover',
        dangerQuiet: 'border-edge/60 bg-surface text-danger enabled:hover:bg-danger-ground [a&]:hover:bg-danger-ground',
        link: 'h-auto! self-center border-transparent p-0! text-primary underline underline-offset-2 hover:text-primary-hover',
      },
      size: {
        sm: 'h-7 px-2 pointer-coarse:h-9',
        md: 'h-8 px-3 pointer-coarse:h-10',
        lg: 'h-10 px-4 text-base pointer-coarse:h-11',
        icon: 'size-8 p-0 pointer-coarse:size-10',
        iconSm: 'size-7 p-0 pointer-coarse:size-9',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
