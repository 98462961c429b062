import axe from 'axe-core';
import type { Page } from 'playwright-core';

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

/** Of a page as it stands, light and dark. `name` says in the lines which it is. */
export async function violationsIn(page: Page, name: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  // Contrast is that of the page when it has come to rest.
  await page.waitForTimeout(300);
  const light = await violationsOf(page);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.locator('html.dark').waitFor({ state: 'attached' });
  const dark = await violationsOf(page, true);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return [...light.map((line) => `${name}, light: ${line}`), ...dark.map((line) => `${name}, dark: ${line}`)];
}
