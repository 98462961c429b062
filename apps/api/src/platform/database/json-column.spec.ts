import { z } from 'zod';
import { jsonColumn } from './json-column.ts';

const column = jsonColumn('mail.data', z.object({ to: z.array(z.object({ address: z.string() })), at: z.string().optional() }));

describe('a JSON column', () => {
  it('reads what it wrote', () => {
    expect(column.read(column.write({ to: [{ address: 'anna@example.org' }] }))).toEqual({ to: [{ address: 'anna@example.org' }] });
  });

  it('names itself and the place where a stored shape has aged', () => {
    expect(() => column.read({ to: [{ address: 7 }] })).toThrow(/^mail\.data holds what this version can't read: to\.0\.address /);
  });
});
