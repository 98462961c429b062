import { Banner, RelativeTime, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { PublicSettings } from '@/api/viewer.ts';
import type { PlatformMailHealthQuery } from '@/generated/graphql.ts';

interface BannersProps {
  settings: PublicSettings;
  systemAdmin: boolean;
  /** For system admins alone. */
  lastCheck: PlatformMailHealthQuery['platformMailSettings']['lastCheck'] | null;
}

/** What is wrong with the whole platform, on every page until it is mended. */
export function Banners({ settings, systemAdmin, lastCheck }: BannersProps): ReactElement {
  return (
    <>
      {systemAdmin && lastCheck?.passed === false && (
        <Banner
          wide
          tone="danger"
          title="Platform mail failed its last check"
          action={<TextLink href="/system/mail">Open platform mail</TextLink>}
        >
          <RelativeTime value={lastCheck.at} />
          {lastCheck.sentence && <>: {lastCheck.sentence}</>}
        </Banner>
      )}
      {settings.platformMailInSandbox && (
        <Banner
          wide
          tone="warning"
          title="Nobody receives this mail."
          action={
            systemAdmin && (
              <>
                <TextLink href="/system/sandbox">See the mail</TextLink>
                <TextLink href="/system/mail">Set up platform mail</TextLink>
              </>
            )
          }
        >
          Platform mail goes to the sandbox: activation and reset mail is caught there
          {systemAdmin ? '.' : ', and only the system admin sees it.'}
        </Banner>
      )}
      {systemAdmin && settings.publicUrlIsLoopback && (
        <Banner wide tone="info" title="Links in mails work on this machine only.">
          They start with <code className="font-mono">{settings.publicUrl}</code>; set{' '}
          <code className="font-mono">POSTHORN_PUBLIC_URL</code> to what others can reach.
        </Banner>
      )}
    </>
  );
}
