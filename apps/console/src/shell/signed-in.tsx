import type { ReactElement, ReactNode } from 'react';
import { read } from '@/api/server.ts';
import { publicSettings, viewer } from '@/api/viewer.ts';
import { PlatformMailHealthDocument } from '@/generated/graphql.ts';
import { Banners } from './banners.tsx';
import { ConsoleShell } from './console-shell.tsx';
import type { Area } from './navigation.tsx';

/** The frame of an area for whoever is signed in; others are sent to sign in. */
export async function SignedIn({ area, children }: { area: Area; children: ReactNode }): Promise<ReactElement> {
  const [person, settings] = await Promise.all([viewer(), publicSettings()]);
  const { systemAdmin } = person.identity;
  return (
    <ConsoleShell
      viewer={person}
      area={area}
      productName={settings.productName}
      logoDataUri={settings.logoDataUri ?? null}
      renderedAt={Date.now()}
      banners={<Banners settings={settings} systemAdmin={systemAdmin} lastCheck={systemAdmin ? await lastCheck() : null} />}
    >
      {children}
    </ConsoleShell>
  );
}

/** Its failure must not take the page with it: the page has its own words for an API that doesn't answer. */
const lastCheck = () =>
  read(PlatformMailHealthDocument, {}).then(
    ({ platformMailSettings }) => platformMailSettings.lastCheck ?? null,
    () => null,
  );
