import type { TestSmtpServer } from '@posthorn/testing';
import { buildTenantMime } from '../src/tenant-mail/tenant-mime.ts';
import { MailDatabase } from '../test/delivery/mail-in-database.ts';
import { TenantMailKit } from '../test/delivery/tenant-mail-kit.ts';
import type { Product } from './product.ts';

const mib = 1024 * 1024;

/** Mails of 2 KB of text and 6 KB of HTML that one core makes ready for the wire in a second. */
export async function mimeRate(seconds: number): Promise<number> {
  const mail = {
    from: { address: 'plant4@bench.example', name: 'Plant 4, Öhringen' },
    replyTo: [],
    cc: [],
    headers: [],
    attachments: [],
    to: [{ address: 'ann@bench.example', name: 'Ann' }],
    subject: 'Tank 7: 95 °C',
    priority: 1 as const,
    automatic: true,
    text: 'Tank 7 is at 95 °C.\n'.repeat(100),
    html: '<p>Tank 7 is at <b>95 °C</b>.</p>\n'.repeat(190),
    date: new Date(),
  };
  const end = performance.now() + seconds * 1000;
  let built = 0;
  for (; performance.now() < end; built += 1) await buildTenantMime({ ...mail, messageId: `${built}@bench.example` });
  return built / seconds;
}

/** A mail of 25 MB through the product's worker: what it holds of it at most, and how long it takes from enqueuing to the server's 250. */
export async function largeAttachment(product: Product, smtp: TestSmtpServer): Promise<{ memoryMib: number; seconds: number }> {
  const rows = MailDatabase.over(product.urls);
  const kit = new TenantMailKit(rows);
  const profile = await kit.addProfile({ server: smtp, data: { timeoutMs: 60_000 } });
  const { contentId } = await kit.store(profile, 25 * mib);
  const peakBefore = product.workerPeak();
  const idle = product.memory().worker;
  const start = performance.now();
  const arrived = smtp.waitForMail(({ parsed }) => parsed.subject === 'Large', 120_000);
  await kit.enqueue(profile, {
    subject: 'Large',
    attachments: [{ contentId, name: 'large.bin', contentType: 'application/octet-stream', cid: null }],
  });
  await arrived;
  const seconds = (performance.now() - start) / 1000;
  const peak = product.workerPeak();
  await kit.close();
  await rows.close();
  // Where the peak lies in the past, what the worker holds now tells more.
  return { memoryMib: (peak > peakBefore ? peak : product.memory().worker) - idle, seconds };
}
