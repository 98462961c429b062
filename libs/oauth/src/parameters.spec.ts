import { formOf, reservedParameterIn, reservedParameters } from './parameters.ts';

it.each(reservedParameters)('%s belongs to the protocol, in any letter case', (name) => {
  const typed = ` ${name.toUpperCase()}`;

  expect(
    reservedParameterIn([
      { name: 'prompt', value: 'consent' },
      { name: typed, value: '' },
    ]),
  ).toBe(typed);
});

it('lets the others through, in order and as often as they come', () => {
  const given = [
    { name: 'access_type', value: 'offline' },
    { name: 'resource', value: 'one' },
    { name: 'resource', value: 'two' },
    { name: 'state_hint', value: '' },
  ];

  expect([reservedParameterIn(given), formOf(given, 'TOKEN').toString()]).toEqual([
    null,
    'access_type=offline&resource=one&resource=two&state_hint=',
  ]);
});
