'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { ThemeProvider as NextThemes, useTheme } from 'next-themes';
import type { ReactElement, ReactNode } from 'react';
import { useSyncExternalStore } from 'react';

import { Button } from '../controls/button.tsx';
import { DropdownMenu, DropdownMenuItem } from '../overlay/dropdown-menu.tsx';

/** In the root layout, inside `<body>`; `<html>` needs `suppressHydrationWarning`. `nonce` is that of the page's CSP. */
export function ThemeProvider({ nonce, children }: { nonce?: string; children: ReactNode }): ReactElement {
  return (
    <NextThemes attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      {children}
    </NextThemes>
  );
}

const choices = [
  { value: 'light', label: 'Light', Icon: Sun },
  { value: 'dark', label: 'Dark', Icon: Moon },
  { value: 'system', label: 'As the system', Icon: Monitor },
];

const never = (): (() => void) => () => {};

export function ThemeToggle(): ReactElement {
  const { theme, setTheme } = useTheme();
  // The server doesn't know the choice: both sides first draw without one.
  const mounted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <DropdownMenu
      trigger={
        <Button variant="ghost" size="icon" aria-label="Theme">
          <Sun className="dark:hidden" aria-hidden />
          <Moon className="hidden dark:block" aria-hidden />
        </Button>
      }
    >
      {choices.map(({ value, label, Icon }) => (
        <DropdownMenuItem key={value} icon={<Icon aria-hidden />} checked={mounted && theme === value} onSelect={() => setTheme(value)}>
          {label}
        </DropdownMenuItem>
      ))}
    </DropdownMenu>
  );
}
