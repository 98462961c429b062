'use client';

import { PublicShell, TextLink, ThemeToggle } from '@posthorn/ui';
import { createContext, useContext } from 'react';
import type { ReactElement, ReactNode } from 'react';

export interface Frame {
  productName: string;
  logoDataUri: string | null;
  supportAddress: string | null;
  footer: string | null;
}

const FrameContext = createContext<Frame>({ productName: 'Posthorn', logoDataUri: null, supportAddress: null, footer: null });

export function PublicFrame({ frame, children }: { frame: Frame; children: ReactNode }): ReactElement {
  return <FrameContext value={frame}>{children}</FrameContext>;
}

interface PublicPageProps {
  title: string;
  /** What happens here, or what happened. */
  lead?: ReactNode;
  /** Another way, under the card. */
  aside?: ReactNode;
  children: ReactNode;
}

/** One thought of a page that needs no session: a title, a sentence, a form. */
export function PublicPage({ title, lead, aside, children }: PublicPageProps): ReactElement {
  const { productName, logoDataUri, supportAddress, footer } = useContext(FrameContext);
  return (
    <PublicShell
      productName={
        logoDataUri === null ? (
          productName
        ) : (
          <>
            {/* A data URI: nothing for an image loader to do. */}
            <img src={logoDataUri} alt="" className="max-h-6 max-w-40" />
            {productName}
          </>
        )
      }
      title={title}
      description={lead}
      corner={<ThemeToggle />}
      footer={
        <div className="flex flex-col gap-1">
          {aside}
          {supportAddress !== null && (
            <p>
              Need help? <TextLink href={`mailto:${supportAddress}`}>{supportAddress}</TextLink>
            </p>
          )}
          {footer !== null && <p className="text-xs">{footer}</p>}
        </div>
      }
    >
      {children}
    </PublicShell>
  );
}
