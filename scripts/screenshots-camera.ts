import path from 'node:path';
import type { Browsing } from '../apps/console/e2e/kit/browsing.ts';
import type { Client } from '../apps/console/e2e/kit/client.ts';
import type { Gate } from '../apps/console/e2e/kit/gate.ts';
import type { ConsolePage, Reader } from '../apps/console/e2e/kit/pages.ts';
import type { Picture } from './contact-sheet.ts';

export type State = Picture['state'];
/** Who looks at which pages; undefined: nobody, so that those pages are left out. A stranger needs no client. */
export type Readers = Record<Reader, Client | undefined>;

type Window = Awaited<ReturnType<Browsing['open']>>;

// A page that loads never ends to; one that failed may go on trying.
const waits = { filled: 'networkidle', empty: 'networkidle', loading: 'commit', error: 'load' } as const;
const widths = [1440, 390] as const;
const schemes = ['light', 'dark'] as const;
/** These read nothing that their frame has not read: they never wait or fail by themselves. */
const withoutOwnQuestions = new Set([
  'sign-in',
  'reset-request',
  'link-missing',
  'not-found',
  'no-access',
  'account-profile',
  'account-security',
  'account-memberships',
]);
/** A page whose things are all its frame's, or that shows one thing, is never empty. */
const neverEmpty = new Set([
  ...withoutOwnQuestions,
  'link-unknown',
  'activate',
  'reset',
  'tenant-invite',
  'tenant-profile-new',
  'tenant-key-new',
  'account-sessions',
]);

/** Takes the four pictures of a page in a state: two widths, light and dark, without loading it again. */
export class Camera {
  private readonly browsing: Browsing;
  private readonly readers: Readers;
  private readonly out: string;
  private readonly gate: Gate | undefined;
  private readonly windows = new Map<Reader, Window>();

  constructor(browsing: Browsing, readers: Readers, out: string, gate: Gate | undefined) {
    this.browsing = browsing;
    this.readers = readers;
    this.out = out;
    this.gate = gate;
  }

  async take(page: ConsolePage, state: State): Promise<Picture[]> {
    const isStranger = page.reader === 'STRANGER';
    if (!isStranger && this.readers[page.reader] === undefined) return [];
    if (state !== 'filled' && (state === 'empty' ? neverEmpty : withoutOwnQuestions).has(page.name)) return [];
    if (state === 'empty' && isStranger) return [];
    const window = await this.windowOf(page.reader);
    await window.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await window.setViewportSize({ width: 1440, height: 900 });
    await window.goto('about:blank');
    try {
      await this.open(window, page, state);
      return await this.shoot(window, page, state);
    } finally {
      this.gate?.release();
    }
  }

  async close(): Promise<void> {
    await this.browsing.closeWindows();
  }

  private async open(window: Window, page: ConsolePage, state: State): Promise<void> {
    if (this.gate !== undefined) this.gate.mode = state === 'loading' ? 'HOLD' : state === 'error' ? 'DROP' : 'PASS';
    await window.goto(page.path, { waitUntil: waits[state] });
    if (state === 'loading')
      await window
        .getByRole('status')
        .getByText(/^(Loading|Checking the link)$/)
        .waitFor();
    // Styles and fonts of a page that is still streaming.
    if (state === 'loading') await window.waitForTimeout(500);
    if (state === 'error')
      await window
        .getByRole('button', { name: /retry|try again/i })
        .first()
        .waitFor();
  }

  private async shoot(window: Window, page: ConsolePage, state: State): Promise<Picture[]> {
    const pictures: Picture[] = [];
    for (const width of widths) {
      await window.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      for (const scheme of schemes) {
        await window.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        // A page that still loads has not run the script that follows the system's scheme.
        await window.evaluate(`document.documentElement.classList.toggle('dark', ${scheme === 'dark'})`);
        await window.waitForTimeout(150);
        const file = `${page.name}.${state}.${scheme}.${width}.png`;
        await window.screenshot({ path: path.join(this.out, file), fullPage: true, animations: 'disabled' });
        pictures.push({ page: page.name, state, scheme, width, file });
      }
    }
    return pictures;
  }

  private async windowOf(reader: Reader): Promise<Window> {
    const window = this.windows.get(reader) ?? (await this.browsing.open(this.readers[reader]));
    this.windows.set(reader, window);
    return window;
  }
}
