import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser } from '@posthorn/testing';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Client } from './client.ts';

/** Longest wait for anything a page should show. Two cores run browser, console, API, worker and PostgreSQL. */
const patienceMs = 15_000;

/**
 * The Chromium that npm carries runs without site isolation, and says so where a response asks for its own process. The identity
 * provider's page has no icon.
 */
const ownNoise = /Origin-Agent-Cluster header|status of 404 .* http:\/\/127\.0\.0\.1:\d+\/favicon\.ico/;

/** The browsers of a spec file. Each window is somebody else's machine: cookies of its own. */
export class Browsing {
  private readonly contexts: BrowserContext[] = [];
  private readonly complaints: string[] = [];
  private browser: Browser | undefined;

  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** A new browser, of somebody signed in where `client` is given. */
  async open(client?: Client, options: BrowserContextOptions = {}): Promise<Page> {
    this.browser ??= await launchBrowser();
    const context = await this.browser.newContext({ baseURL: this.url, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
    this.contexts.push(context);
    context.setDefaultTimeout(patienceMs);
    await context.addCookies([...(client?.cookies ?? [])].map(([name, value]) => ({ name, value, url: this.url })));
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      const complaint = `${page.url()}: ${message.type()}: ${message.text()} ${message.location().url}`;
      if ((message.type() === 'error' || message.type() === 'warning') && !ownNoise.test(complaint)) this.complaints.push(complaint);
    });
    return page;
  }

  /** What pages threw or logged as an error since the last call, without what fits `expected`. */
  takeComplaints(expected?: RegExp): string[] {
    return this.complaints.splice(0).filter((complaint) => !expected?.test(complaint));
  }

  /** Keeps what every open page shows, beside `lines`, in the temp folder; answers where. */
  async keepEvidence(lines: string): Promise<string> {
    const folder = mkdtempSync(path.join(tmpdir(), 'posthorn-journey-'));
    const pages = this.contexts.flatMap((context) => context.pages());
    for (const [number, page] of pages.entries()) {
      await page.screenshot({ path: path.join(folder, `page-${number}.png`), fullPage: true }).catch(() => undefined);
      writeFileSync(path.join(folder, `page-${number}.txt`), `${page.url()}\n${await page.locator('body').ariaSnapshot().catch(String)}\n`);
    }
    writeFileSync(path.join(folder, 'last-lines.txt'), lines);
    return folder;
  }

  async closeWindows(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.closeWindows();
    await this.browser?.close();
  }
}
