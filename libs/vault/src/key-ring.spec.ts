import { KeyRing } from './key-ring.ts';
import { Vault } from './vault.ts';

const context = { tenantId: 't', table: 't', column: 'c', recordId: 'r' };

describe('the key ring', () => {
  it('survives its file with all its keys', () => {
    const ring = KeyRing.generate();
    const sealed = new Vault(ring).seal('text', context);

    const read = KeyRing.parse(ring.rotate().rotate().serialize());

    expect(read.current).not.toBe(ring.current);
    expect(new Vault(read).open(sealed, context).reveal()).toBe('text');
  });

  it('makes different keys each time', () => {
    expect(KeyRing.generate().serialize()).not.toBe(KeyRing.generate().serialize());
  });

  it.each([
    ['text that is no JSON', 'hunter2', 'not JSON'],
    ['an empty object', '{}', 'needs "current" and "keys"'],
    ['keys that are no text', '{"current":"00000000","keys":{"00000000":1}}', 'needs "current" and "keys"'],
    ['a short key', '{"current":"00000000","keys":{"00000000":"c2hvcnQ="}}', 'not 32 octets'],
    ['an odd key id', `{"current":"x","keys":{"x":"${Buffer.alloc(32).toString('base64')}"}}`, 'not 8 hexadecimal digits'],
    ['a missing current key', '{"current":"00000000","keys":{}}', 'does not hold'],
  ])('refuses %s and says why', (_, text, reason) => {
    expect(() => KeyRing.parse(text)).toThrow(reason);
  });

  it('never quotes the file in an error', () => {
    expect(() => KeyRing.parse('hunter2')).toThrow(/^(?!.*hunter2)/);
  });

  it('hides its keys from JSON', () => {
    expect(JSON.stringify({ ring: KeyRing.generate() })).toBe('{"ring":"[keys]"}');
  });
});
