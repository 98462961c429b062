'use client';

import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';

import { ConfirmDialog } from '../overlay/confirm-dialog.tsx';

/**
 * While `active`: the browser asks before the page is closed or loaded anew, and a dialog of ours asks before a link
 * inside the app is followed. The browser's back button within the app is not held: no browser lets it be.
 */
export function LeaveGuard({ active }: { active: boolean }): ReactElement {
  const [heldLink, setHeldLink] = useState<HTMLAnchorElement | null>(null);
  const letThrough = useRef<HTMLAnchorElement | null>(null);

  useEffect(() => {
    if (!active) return;
    const onBeforeUnload = (event: BeforeUnloadEvent): void => {
      if (letThrough.current === null) event.preventDefault();
    };
    const onClick = (event: MouseEvent): void => {
      const link = leavingLinkOf(event);
      if (link === null || link === letThrough.current) return;
      event.preventDefault();
      event.stopPropagation();
      setHeldLink(link);
    };
    window.addEventListener('beforeunload', onBeforeUnload);
    // On the window and while the event still goes down: before React's own listener on the document.
    window.addEventListener('click', onClick, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', onBeforeUnload);
      window.removeEventListener('click', onClick, { capture: true });
    };
  }, [active]);

  return (
    <ConfirmDialog
      open={heldLink !== null}
      onOpenChange={(open) => {
        if (!open) setHeldLink(null);
      }}
      title="Leave without saving?"
      consequence="What you changed on this page is lost."
      confirmLabel="Leave"
      cancelLabel="Stay"
      onConfirm={() => {
        letThrough.current = heldLink;
        heldLink?.click();
      }}
    />
  );
}

/** The link a plain click would follow away from this page; `null` for new tabs, downloads and places on this page. */
function leavingLinkOf(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.href === '' || (link.target !== '' && link.target !== '_self') || link.hasAttribute('download')) return null;
  const to = new URL(link.href, window.location.href);
  const samePage = to.origin === window.location.origin && to.pathname === window.location.pathname && to.search === window.location.search;
  return samePage ? null : link;
}
