import type { Page } from 'playwright-core';
import { violationsIn } from './kit/axe.ts';
import { pagesOf, type ConsolePage, type Reader } from './kit/pages.ts';
import { startFilledWorld, type FilledWorld } from './kit/filled-world.ts';

let filled: FilledWorld;
beforeAll(async () => {
  filled = await startFilledWorld();
}, 120_000);
afterAll(() => filled.world.stop());

async function look(page: Page, { name, path }: ConsolePage): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  // A link whose page is open already differs in its fragment only, and would not load.
  await page.goto('about:blank');
  await page.goto(path, { waitUntil: 'load' });
  return violationsIn(page, name);
}

describe('every page is usable without eyes or a mouse, light and dark: no serious violation', () => {
  it.each<[string, Reader]>([
    ['a stranger', 'STRANGER'],
    ['a system admin', 'SYSTEM_ADMIN'],
    ['a tenant admin', 'TENANT_ADMIN'],
  ])(
    'for %s',
    async (_who, reader) => {
      const { world, admin, things } = filled;
      const client = { STRANGER: undefined, SYSTEM_ADMIN: world.root.client, TENANT_ADMIN: admin.client }[reader];
      const page = await world.browsing.open(client);
      const pages = pagesOf(things).filter((one) => one.reader === reader);

      const violations: string[] = [];
      for (const one of pages) violations.push(...(await look(page, one)));
      await world.browsing.closeWindows();

      expect(pages.length).toBeGreaterThan(5);
      expect(violations).toEqual([]);
    },
    120_000,
  );
});
