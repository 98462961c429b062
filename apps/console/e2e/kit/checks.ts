import type { Page } from 'playwright-core';
import { choose } from './actions.ts';

// The form of a mail server and its check: platform mail and email profiles have the same.

export interface ServerOf {
  host: string;
  port: number;
}

export async function fillServer(
  page: Page,
  server: ServerOf,
  security: string,
  credentials: { user: string; password: string } | null,
): Promise<void> {
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill(server.host);
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill(String(server.port));
  await choose(page, 'Security', security);
  await page.getByRole('textbox', { name: /^User name/ }).fill(credentials?.user ?? '');
  if (credentials !== null) await fillPassword(page, credentials.password);
}

/** Also in place of one that is stored. */
export async function fillPassword(page: Page, password: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /^Password/ });
  const replace = page.getByRole('button', { name: /^Replace/ }).first();
  await field.or(replace).first().waitFor();
  if (await replace.isVisible()) await replace.click();
  await field.fill(password);
}

/** Presses the button, waits for the verdict of this check, answers with its words. */
export async function check(page: Page, button = 'Check connection'): Promise<string> {
  const started = page.waitForResponse((response) => /mutation CheckConnection/.test(response.request().postData() ?? ''));
  await page.getByRole('button', { name: button }).click();
  await started;
  // React draws the new check in the place of the one before.
  await page.waitForTimeout(200);
  // The last step is shown a moment before the verdict.
  await page.getByRole('group', { name: 'Result of the check' }).and(page.locator('[aria-busy="false"]')).waitFor();
  return page.locator('#test').innerText();
}
