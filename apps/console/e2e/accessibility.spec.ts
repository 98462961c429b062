import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { pagesOf, type ConsolePage, type Reader } from './kit/pages.ts';
import { startFilledWorld, type FilledWorld } from './kit/filled-world.ts';

let filled: FilledWorld;
beforeAll(async () => {
  filled = await startFilledWorld();
}, 120_000);
afterAll(() => filled.world.stop());

/**
 * Serious and critical violations, a line each. Structure is the same in dark: only colours are looked at again. Mails in their frames,
 * where no script runs, are the business of libs/emails.
 */
async function violationsOf(page: Page, onlyColours = false): Promise<string[]> {
  const options = { iframes: false, resultTypes: ['violations'], ...(onlyColours ? { runOnly: ['color-contrast'] } : {}) };
  // As an expression: the page's content security policy forbids a script of ours, not the debugger's question.
  await page.evaluate(`${axe.source}; void 0`);
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`));
}

async function look(page: Page, { name, path }: ConsolePage): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  // A link whose page is open already differs in its fragment only, and would not load.
  await page.goto('about:blank');
  await page.goto(path, { waitUntil: 'load' });
  // Contrast is that of the page when it has come to rest.
  await page.waitForTimeout(300);
  const light = await violationsOf(page);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.locator('html.dark').waitFor({ state: 'attached' });
  const dark = await violationsOf(page, true);
  return [...light.map((line) => `${name}, light: ${line}`), ...dark.map((line) => `${name}, dark: ${line}`)];
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
