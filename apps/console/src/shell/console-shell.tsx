'use client';

import { SidebarShell, ThemeToggle, TimeProvider } from '@posthorn/ui';
import { usePathname } from 'next/navigation';
import type { ReactElement, ReactNode } from 'react';
import { ActsProvider } from '@/actions/actions.tsx';
import type { Viewer } from '@/api/viewer.ts';
import { AreaSwitch } from './area-switch.tsx';
import { navigationOf } from './navigation.tsx';
import type { Area } from './navigation.tsx';
import { UserMenu } from './user-menu.tsx';

interface ConsoleShellProps {
  viewer: Viewer;
  area: Area;
  productName: string;
  logoDataUri: string | null;
  /** When the server drew this: both sides first say the same about "3 minutes ago". */
  renderedAt: number;
  banners: ReactNode;
  children: ReactNode;
}

/** The frame of every signed-in page. */
export function ConsoleShell({ viewer, area, productName, logoDataUri, renderedAt, banners, children }: ConsoleShellProps): ReactElement {
  const pathname = usePathname();
  const membership = area.kind === 'TENANT' ? viewer.memberships.find(({ tenantId }) => tenantId === area.tenantId) : undefined;

  return (
    <TimeProvider timeZone={viewer.identity.timeZone} renderedAt={renderedAt}>
      <ActsProvider>
        <SidebarShell
          brand={{
            name: productName,
            href: '/',
            ...(logoDataUri !== null && { mark: <img src={logoDataUri} alt="" className="max-h-6 max-w-24" /> }),
          }}
          sections={navigationOf(area, membership?.permissions ?? viewer.permissions)}
          currentPath={pathname}
          topBarStart={<AreaSwitch viewer={viewer} area={area} />}
          topBarEnd={
            <>
              <ThemeToggle />
              <UserMenu name={viewer.identity.name} email={viewer.identity.email} />
            </>
          }
          banners={banners}
        >
          {children}
        </SidebarShell>
      </ActsProvider>
    </TimeProvider>
  );
}
