import { fromOf, replyToOf } from './sender-of.ts';

const senders = { fromAddress: 'alarms@plant.example', fromName: 'Plant', allowedSenders: ['ops@plant.example', '@line4.example'] };
const from = (written: string | null) => fromOf(written, 'Relay', senders);

describe('the From of a mail', () => {
  it.each([
    [null, 'alarms@plant.example', 'Plant'],
    ['Alarms@plant.example', 'Alarms@plant.example', 'Plant'],
    ['Line 4 <pump@line4.example>', 'pump@line4.example', 'Line 4'],
    ['ops@plant.example', 'ops@plant.example', null],
  ])('%s', (written, address, name) => {
    expect(from(written)).toEqual({ address, name });
  });

  it('outside of what the profile allows is refused, and the refusal names what it allows', () => {
    expect(() => from('boss@plant.example')).toThrow(
      'The email profile “Relay” sends as alarms@plant.example, ops@plant.example, anybody@line4.example alone.',
    );
    expect(() => from('nobody')).toThrow(expect.objectContaining({ details: { field: 'from' } }));
  });
});

describe('where answers go', () => {
  it('is as written, by default as the profile says', () => {
    expect(replyToOf([], { replyTo: 'desk@plant.example' })).toEqual([{ address: 'desk@plant.example', name: null }]);
    expect(replyToOf(['A <a@example.org>'], { replyTo: 'desk@plant.example' })).toEqual([{ address: 'a@example.org', name: 'A' }]);
    expect(() => replyToOf(['a@example.org', 'b'], { replyTo: null })).toThrow(
      expect.objectContaining({ details: { field: 'replyTo.1' } }),
    );
  });
});
