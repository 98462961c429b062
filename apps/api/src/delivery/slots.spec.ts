import fc from 'fast-check';
import { Slots } from './slots.ts';

describe('a worker’s slots', () => {
  it('keep places for account mail when everything else is full', () => {
    const slots = new Slots(4, 20);
    for (let taken = 0; taken < 20; taken += 1) slots.take({ lane: 'BULK', slow: false });

    expect(slots.free()).toEqual({ reserved: 4, general: 0, slow: 0 });
  });

  it('let account mail use the general places once its own are taken', () => {
    const slots = new Slots(4, 20);
    for (let taken = 0; taken < 6; taken += 1) slots.take({ lane: 'ACCOUNT', slow: false });

    expect(slots.free()).toEqual({ reserved: 0, general: 18, slow: 2 });
  });

  it('give slow profiles a tenth, at least one', () => {
    const slots = new Slots(4, 20);
    slots.take({ lane: 'BULK', slow: true });
    const few = new Slots(1, 5);

    expect(slots.free().slow).toBe(1);
    expect(few.free().slow).toBe(1);
  });

  it('are never more than there are, whoever comes and goes', () => {
    const occupant = fc.record({ lane: fc.constantFrom('ACCOUNT' as const, 'ALARM' as const, 'BULK' as const), slow: fc.boolean() });
    fc.assert(
      fc.property(fc.array(occupant, { maxLength: 200 }), (arrivals) => {
        const slots = new Slots(4, 20);
        const inside: (typeof arrivals)[number][] = [];
        for (const arrival of arrivals) {
          const free = slots.free();
          const fits = arrival.lane === 'ACCOUNT' ? free.reserved + free.general > 0 : arrival.slow ? free.slow > 0 : free.general > 0;
          if (fits) inside.push(arrival);
          if (fits) slots.take(arrival);
          else if (inside.length > 0) slots.release(inside.shift() as typeof arrival);
        }
        const others = inside.filter(({ lane }) => lane !== 'ACCOUNT');
        return slots.taken === inside.length && inside.length <= 24 && others.length <= 20 && others.filter(({ slow }) => slow).length <= 2;
      }),
    );
  });
});
