import fc from 'fast-check';
import { coversSender, senderOf } from './sender.ts';

const profile = {
  fromAddress: 'relay@plant.example',
  fromName: 'Plant relay',
  allowedSenders: ['ops@other.example', '@works.example', '@bücher.example'],
};
const from = (address: string) => ({ address, name: 'Line 4' });

describe('the senders a profile covers', () => {
  it.each([
    ['its own From', 'relay@plant.example', true],
    ['its own From in capitals', 'Relay@PLANT.example', true],
    ['an allowed address', 'ops@other.example', true],
    ['another address of that domain', 'boss@other.example', false],
    ['any address of an allowed domain', 'anyone@works.example', true],
    ['a domain beneath an allowed one', 'anyone@sub.works.example', false],
    ['a domain that only ends alike', 'anyone@notworks.example', false],
    ['an international domain in its ASCII spelling', 'info@xn--bcher-kva.example', true],
    ['a quoted local part that holds the domain', '"x@works.example"@evil.example', false],
  ])('%s', (_, address, covered) => {
    expect(coversSender(address, profile)).toBe(covered);
  });
});

describe('the From on a mail', () => {
  it('stays where the profile covers it', () => {
    const mail = { from: from('night@works.example'), replyTo: [from('desk@works.example')] };

    expect(senderOf(mail, profile)).toEqual(mail);
  });

  it('becomes the profile’s own where it does not, and answers go to the original', () => {
    expect(senderOf({ from: from('night@elsewhere.example'), replyTo: [] }, profile)).toEqual({
      from: { address: 'relay@plant.example', name: 'Plant relay' },
      replyTo: [from('night@elsewhere.example')],
    });
  });

  it('keeps an ordered Reply-To when the From changes', () => {
    const replyTo = [from('desk@elsewhere.example'), from('second@elsewhere.example')];

    expect(senderOf({ from: from('night@elsewhere.example'), replyTo }, profile).replyTo).toEqual(replyTo);
  });

  it('is always one the profile covers', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) =>
        coversSender(senderOf({ from: from(address), replyTo: [] }, profile).from.address, profile),
      ),
    );
  });
});
