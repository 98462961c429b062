import fc from 'fast-check';
import type { ClaimedMessage } from './claimed-message.ts';
import { transactionsOf } from './transactions.ts';

const claimed = (id: number, mailId: string, lane: ClaimedMessage['lane'] = 'BULK'): ClaimedMessage => ({
  id: `${id}`,
  fence: 1,
  tenantId: 't',
  profileId: 'p',
  mailId,
  lane,
  kind: 'MAIL',
  recipient: `r${id}@spec.test`,
  attemptCount: 0,
  unknownCount: 0,
  maxAttempts: null,
  slow: false,
});

describe('the transactions of a claim', () => {
  it('hold every message once, of one mail each and at most a hundred', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 400 }), (mails) => {
        const messages = mails.map((mailId, id) => claimed(id, mailId));
        const transactions = transactionsOf(messages);

        expect(
          transactions
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(messages.map(({ id }) => id).sort());
        for (const together of transactions) {
          expect(new Set(together.map(({ mailId }) => mailId)).size).toBe(1);
          expect(together.length).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it('are as few as can be', () => {
    expect(transactionsOf(Array.from({ length: 250 }, (_, id) => claimed(id, 'a'))).map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('keep account mail single', () => {
    expect(transactionsOf([claimed(1, 'a', 'ACCOUNT'), claimed(2, 'a', 'ACCOUNT')])).toHaveLength(2);
  });
});
