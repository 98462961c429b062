import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where distributions put Chrome and Chromium; the first that exists is used. */
const installed = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Nothing may leave the machine in a test run: no updates, no component downloads, no first-run pages. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless browser for journeys and screenshots: POSTHORN_CHROMIUM (a path), else an installed Chrome or Chromium, else the
 * Chromium that npm carries. The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  // Chromium's sandbox refuses root.
  const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const own = process.env.POSTHORN_CHROMIUM ?? installed.find((file) => existsSync(file));
  if (own) return chromium.launch({ executablePath: own, args: [...quiet, ...rights] });
  const { default: packed } = await import('@sparticuz/chromium');
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...packed.args, ...quiet, ...rights] });
}
