import { startSmtpServer, type TestSmtpOptions, type TestSmtpServer } from '@posthorn/testing';
import type { Page } from 'playwright-core';
import { startProduct, type Product, type ProductOptions } from '../../../../scripts/product.ts';
import { Browsing } from './browsing.ts';
import { Inbox } from './inbox.ts';
import { People, type Person } from './people.ts';
import { allowEgress } from './sending.ts';

export interface World {
  product: Product;
  people: People;
  browsing: Browsing;
  /** Where platform mail goes, over real SMTP. */
  mail: TestSmtpServer;
  inbox: Inbox;
  /** The system admin. */
  root: Person;
  stop(): Promise<void>;
}

export interface WorldOptions extends ProductOptions {
  /** Of the mail server. Default: no TLS, no sign-in. */
  smtp?: TestSmtpOptions;
  /** What to seed: nothing, the system admin, or also platform mail that goes to the mail server. Default 'MAIL'. */
  seed?: 'NOTHING' | 'ADMIN' | 'MAIL';
}

/** The whole product with a mail server, a system admin and platform mail that works. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const mail = await startSmtpServer(options.smtp);
  const product = await startProduct(options).catch(async (error: unknown) => {
    await mail.close();
    throw error;
  });
  const inbox = new Inbox(mail);
  const people = new People(product.url, inbox);
  const browsing = new Browsing(product.url);
  const stop = async (): Promise<void> => {
    await browsing.close();
    await product.stop();
    await mail.close();
  };
  try {
    const seed = options.seed ?? 'MAIL';
    const root =
      seed !== 'NOTHING' ? await people.becomeSystemAdmin(product.setupLink) : { name: '', email: '', client: people.stranger() };
    if (seed === 'MAIL') await sendMailTo(mail, root);
    return { product, people, browsing, mail, inbox, root, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Points platform mail at a server on this machine, which the egress list must allow first. */
export async function sendMailTo({ host, port }: { host: string; port: number }, root: Person): Promise<void> {
  await allowEgress(root, { host, port });
  const { platformMailSettings } = await root.client.run<{ platformMailSettings: { version: number } }>(
    `{ platformMailSettings { version } }`,
  );
  await root.client.run(`mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) { __typename } }`, {
    input: {
      version: platformMailSettings.version,
      fromAddress: 'accounts@mail.example.org',
      fromName: 'Posthorn',
      preset: 'custom',
      host,
      port,
      security: 'NONE',
      passwordAction: 'KEEP',
      timeoutMs: 5_000,
    },
  });
}

interface Journey {
  /** A window of somebody signed in, or of a stranger. */
  open: Browsing['open'];
}

/**
 * `journey('sentence', steps)`: one spec. Fails also on what pages throw or log; `expectedComplaints` are part of the story. On failure
 * what every window showed and the processes' last lines are kept, and the message says where.
 */
export function journeysIn(world: () => World) {
  return (sentence: string, steps: (journey: Journey) => Promise<void>, options: { expectedComplaints?: RegExp } = {}): void => {
    it(
      sentence,
      async () => {
        const { browsing, product } = world();
        try {
          await steps({ open: (client, own) => browsing.open(client, own) });
          expect(browsing.takeComplaints(options.expectedComplaints)).toEqual([]);
        } catch (error) {
          const lines = `${product.lastLines()}\n--- pages\n${browsing.takeComplaints().join('\n')}`;
          const where = `What the windows showed, and the last lines: ${await browsing.keepEvidence(lines)}`;
          // Jest prints the stack, which holds the message as it was.
          if (error instanceof Error) error.stack = `${error.stack}\n\n${where}`;
          throw error;
        } finally {
          await browsing.closeWindows();
        }
      },
      60_000,
    );
  };
}

/** The one thing of that role and name is there. */
export async function see(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp): Promise<void> {
  await page.getByRole(role, { name }).first().waitFor();
}
