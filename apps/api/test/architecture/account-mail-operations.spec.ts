import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bounded, limited } from '../../src/account-mail/account-mail-limits.ts';

const src = path.resolve(import.meta.dirname, '../../src');
const sources = globSync('**/*.ts', { cwd: src })
  .filter((file) => !file.endsWith('.spec.ts'))
  .map((file) => ({ file, text: readFileSync(path.join(src, file), 'utf8') }));
/** Where account mail is written: every file that calls the mailer, or the SQL function behind it. */
const callers = sources.filter(({ text }) => /import \{[^}]*\bAccountMailer\b[^}]*\} from/.test(text) && /\.enqueue\(/.test(text));
const operations = [...Object.keys(limited), ...Object.keys(bounded)];

describe('an operation that sends account mail', () => {
  it('stands in the table of limits: each that calls the mailer says which it is', () => {
    expect(callers.length).toBeGreaterThan(5);
    for (const { file, text } of callers) {
      const named = [...text.matchAll(/operation: '([A-Z_]+)'/g)].map(([, name]) => name!);
      const handedOver = /asked: AskedOperation/.test(text);
      expect({ file, says: named.length > 0 || handedOver }).toEqual({ file, says: true });
      for (const name of named) expect(operations).toContain(name);
    }
  });

  it('exists for every line of the table', () => {
    const named = new Set(sources.flatMap(({ text }) => [...text.matchAll(/operation: '([A-Z_]+)'/g)].map(([, name]) => name!)));

    expect([...named].sort()).toEqual([...operations].sort());
  });

  it('is limited per person, address and network', () => {
    for (const limits of Object.values(limited)) {
      expect(limits).toEqual(
        expect.objectContaining({
          person: [expect.any(Number), expect.any(Number)],
          address: [expect.any(Number), expect.any(Number)],
          network: [expect.any(Number), expect.any(Number)],
        }),
      );
    }
  });

  it('has no way past the mailer', () => {
    const direct = sources.filter(({ text }) => text.includes('enqueue_account_mail')).map(({ file }) => file);

    const verbs = sources.filter(({ text }) => text.includes('.enqueueAccountMail(')).map(({ file }) => file);

    expect(direct).toEqual(['mail-queue/new-mail.ts']);
    expect(verbs).toEqual(['account-mail/account-mailer.ts']);
  });
});
