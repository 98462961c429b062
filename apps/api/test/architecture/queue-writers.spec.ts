import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../src');
const sources = globSync('**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.spec.ts'));

const tables = '(mail|message|attempt|mail_attachment|delivery_queue|delivery_budget)';
const models = '(mail|message|attempt|mailAttachment|deliveryQueue|deliveryBudget)';
/** A write in SQL, or through Prisma. */
const writes = new RegExp(
  `\\b(insert into|update|delete from|merge into) (public\\.)?"?${tables}"?\\b|\\.${models}\\.(create|update|upsert|delete)\\w*\\(`,
  'gi',
);
/** Functions of the database that write these tables. Workers' own functions are called by delivery/, as the worker's role. */
const functions = /\bapp\.(enqueue_account_mail_by_cause|enqueue_account_mail|release_profile|wake_delivery)\b/gi;

const found = (pattern: RegExp) =>
  sources.flatMap((file) => [...readFileSync(path.join(root, file), 'utf8').matchAll(pattern)].map(([match]) => `${file}: ${match}`));

describe('the tables of the mail queue', () => {
  it('are written by mail-queue/ alone', () => {
    expect(found(writes).filter((line) => !line.startsWith('mail-queue/'))).toEqual([]);
  });

  it('are found by this spec where they are written', () => {
    expect(found(writes).length).toBeGreaterThan(20);
  });

  it('are written through functions of the database by mail-queue/ and the worker alone', () => {
    expect(found(functions).filter((line) => !/^(mail-queue|delivery)\//.test(line))).toEqual([]);
  });
});
