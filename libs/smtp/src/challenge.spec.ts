import { readableChallenge, withChallenge } from './challenge.ts';
import { parseReply } from './reply.ts';

const refusal = parseReply('535 5.7.8 no');

describe('a challenge', () => {
  it.each([
    ['a JSON object', `334 ${btoa('{ "status": "401",\n "schemes": "Bearer" }')}`, '334 {"status":"401","schemes":"Bearer"}'],
    ['a user name asked for', '334 VXNlcm5hbWU6', '334 VXNlcm5hbWU6'],
    ['no base64', '334 ???', '334 ???'],
    ['nothing', '334 ', '334 '],
    ['no challenge', '535 5.7.8 eyJhIjoxfQ==', '535 5.7.8 eyJhIjoxfQ=='],
  ])('is shown so that people can read it: %s', (_, line, shown) => {
    expect(readableChallenge(line)).toBe(shown);
  });

  it('comes before the reply that ended it, whose codes count', () => {
    expect(withChallenge(refusal, '334 {"status":"401"}')).toEqual({ ...refusal, text: '334 {"status":"401"}\n535 5.7.8 no' });
  });

  it.each([null, '334', '334 ', '235 ok', 'gibberish'])('is left out where there is none: %j', (line) => {
    expect(withChallenge(refusal, line)).toEqual(refusal);
  });
});
