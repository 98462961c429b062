import type { Page } from 'playwright-core';
import { password as everybodys } from './people.ts';

// What people do on pages, where more than one journey does it.

export async function signIn(page: Page, email: string, password = everybodys): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account menu of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
}

/** On the page an activation mail leads to. */
export async function activate(page: Page, password = everybodys): Promise<void> {
  await page.getByRole('heading', { name: 'Activate your account' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Activate and sign in' }).click();
}

/** From the users page of a tenant, or the page of a tenant in the system area. */
export async function invite(page: Page, button: string, email: string, name: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await page.getByText(`Invitation for ${email} is on its way`).waitFor();
}

/** One of the acts in the menu of a person of a tenant. */
export async function actOn(page: Page, person: string, act: string): Promise<void> {
  await page.getByRole('button', { name: `Acts for ${person}` }).click();
  await page.getByRole('menuitem', { name: act }).click();
}

/** Chooses an entry of a select, which draws its list elsewhere in the page. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
}
