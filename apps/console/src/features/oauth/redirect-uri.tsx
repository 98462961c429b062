import type { ReactElement } from 'react';
import { CopyValue } from './copy-value.tsx';

/** What is registered at the provider, letter for letter; known before anything is saved. */
export function RedirectUri({ value }: { value: string }): ReactElement {
  return (
    <div className="flex flex-col gap-1">
      <span className="flex min-h-5 items-center text-sm font-medium">Redirect URI</span>
      <CopyValue value={value} label="Copy the redirect URI" />
      <p className="text-xs text-muted-foreground">
        Register it at the provider, letter for letter. It stays the same when the client is renamed.
        {isRefusedElsewhere(value) && ' It begins with http: Google and Microsoft take that for localhost only.'}
      </p>
    </div>
  );
}

function isRefusedElsewhere(uri: string): boolean {
  const url = URL.parse(uri);
  return url?.protocol === 'http:' && url.hostname !== 'localhost';
}
