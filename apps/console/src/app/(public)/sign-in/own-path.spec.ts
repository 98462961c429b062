import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { addBasePath } from 'next/dist/client/add-base-path.js';
import { getRedirectError, getURLFromRedirectError } from 'next/dist/client/components/redirect.js';
import { ownPath } from './own-path.ts';

const origin = 'https://mail.example.org';
const pieces = [
  '/',
  '\\',
  '.',
  '..',
  '//',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '\t',
  '\n',
  ' ',
  '@',
  ':',
  '?',
  '#',
  'https:',
  'evil.example',
  'x',
];
/** Strings out of what attacks are made of, among strings of anything. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((parts) => `/${parts.join('')}`),
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 9 })
    .map((parts) => parts.join('')),
);
const thorough = { numRuns: 5_000 };

describe('the page to come back to', () => {
  it('is kept with its query', () => {
    expect(ownPath('/system/mail?tab=check')).toBe('/system/mail?tab=check');
  });

  it.each([
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'system',
    '/x/..//evil.example/',
    '/.//evil.example/',
    '/%2e%2e//evil.example/',
    '/x/..\\/evil.example/',
  ])('is the first page for %j, which may lead away', (path) => {
    expect(ownPath(path)).toBe('/');
  });

  it('stays on this site, whatever stands in the link', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const own = ownPath(path);

        expect(new URL(own, origin).origin).toBe(origin);
        expect(ownPath(own)).toBe(own);
      }),
      thorough,
    );
  });

  it('stays there through what Next’s router and its redirect make of it', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const own = ownPath(path);
        const redirected = getURLFromRedirectError(getRedirectError(own, 'replace'));

        // As the router resolves what `push`, `replace` and a link are given.
        expect(new URL(addBasePath(own), `${origin}/sign-in?next=x`).origin).toBe(origin);
        expect(new URL(redirected, `${origin}/sign-in`).origin).toBe(origin);
      }),
      thorough,
    );
  });

  it('stays there through a Location header', async () => {
    let next = '/';
    const server = createServer((_request, response) => response.writeHead(307, { location: next }).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    await fc.assert(
      fc.asyncProperty(hostile, async (path) => {
        next = ownPath(path);
        const { headers } = await fetch(`${site}/sign-in`, { redirect: 'manual' });

        expect(new URL(headers.get('location') ?? '', `${site}/sign-in`).origin).toBe(site);
      }),
      { numRuns: 500 },
    );
    server.close();
    server.closeAllConnections();
  });
});
