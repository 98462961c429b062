import fc from 'fast-check';
import { KeyRing } from './key-ring.ts';
import { SealError } from './seal-error.ts';
import { Secret } from './secret.ts';
import { Vault, type SealContext } from './vault.ts';

const context: SealContext = { tenantId: 'tenant-a', table: 'email_profile', column: 'password', recordId: 'record-1' };
const anyContext = fc.record({ tenantId: fc.string(), table: fc.string(), column: fc.string(), recordId: fc.string() });

describe('the vault', () => {
  const keys = KeyRing.generate();
  const vault = new Vault(keys);

  it('opens what it sealed, whatever the text and the context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), anyContext, (text, where) => {
        expect(vault.open(vault.seal(text, where), where).reveal()).toBe(text);
      }),
    );
  });

  it('opens nothing in another context, not even where the parts join to the same letters', () => {
    fc.assert(
      fc.property(anyContext, anyContext, (sealedFor, openedFor) => {
        fc.pre(JSON.stringify(sealedFor) !== JSON.stringify(openedFor));
        const sealed = vault.seal('text', sealedFor);

        expect(() => vault.open(sealed, openedFor)).toThrow(SealError);
      }),
    );
    const shifted = vault.seal('text', { ...context, table: 'ab', column: 'c' });
    expect(() => vault.open(shifted, { ...context, table: 'a', column: 'bc' })).toThrow(SealError);
  });

  it('notices a change of any single bit', () => {
    const sealed = vault.seal('a password', context);

    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => vault.open(changed, context)).toThrow(SealError);
    }
  });

  it('refuses every shortened value', () => {
    const sealed = vault.seal('a password', context);

    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => vault.open(sealed.subarray(0, length), context)).toThrow(SealError);
    }
  });

  it('seals a secret without showing it, twice differently', () => {
    const first = vault.seal(Secret.of('canary'), context);
    const second = vault.seal(Secret.of('canary'), context);

    expect(first.equals(second)).toBe(false);
    expect(first.includes('canary')).toBe(false);
  });

  it('opens old values after a rotation and says which need sealing again', () => {
    const sealed = vault.seal('old', context);
    const rotated = new Vault(keys.rotate());

    expect(rotated.open(sealed, context).reveal()).toBe('old');
    expect(rotated.needsReseal(sealed)).toBe(true);
    expect(rotated.needsReseal(rotated.seal('old', context))).toBe(false);
  });

  it('names the missing key when the ring has lost it', () => {
    const sealed = vault.seal('text', context);

    expect(() => new Vault(KeyRing.generate()).open(sealed, context)).toThrow(`the key ${keys.current}, which the key file does not hold`);
  });
});
