import fc from 'fast-check';
import { commonPasswords } from './common-passwords.ts';
import { isGuessable } from './guessable.ts';

const known = ['Ana Nowak', 'ana.nowak@nordwind.example', 'Posthorn', 'Nordwind Water'];

describe('a password', () => {
  it.each([
    'aaaaaaaaaaaa',
    '123456789012',
    'passwordpassword',
    'PasswordPassword',
    '            ',
    'qwertyuiop12',
    'ana.nowak@nordwind.example',
    'Ana.Nowak@Nordwind.example',
    'posthornposthorn',
    'Nordwind Water',
    'nordwindwater1',
    'ananowak2026',
  ])('is refused for %j', async (password) => {
    expect(await isGuessable(password, known)).toMatch(/\.$/);
  });

  it.each(['correct horse battery staple', 'an entirely different phrase', 'mine again, for good', 'Xq7!vB2#mK9$'])(
    'is taken for %j',
    async (password) => {
      expect(await isGuessable(password, known)).toBeNull();
    },
  );

  it('is refused where it is among the most common ones, in any case and between blanks', async () => {
    expect(commonPasswords.size).toBeGreaterThan(450);
    for (const password of commonPasswords) expect(await isGuessable(` ${password.toUpperCase()} `, [])).not.toBeNull();
  });

  it('is refused for one character or one short piece over and over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 12, max: 40 }), async (piece, length) => {
        return (await isGuessable(piece.repeat(length).slice(0, length), [])) !== null;
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
