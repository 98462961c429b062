import fc from 'fast-check';
import { explainOAuth, explainOnce, oauthCatalogue, oauthRowFor, type OAuthSymptom } from './catalogue.ts';
import { OAuthError } from './oauth-error.ts';

const symptom = (code: string, description: string | null = null, changes: Partial<OAuthSymptom> = {}): OAuthSymptom => ({
  code,
  step: 'TOKEN',
  status: /^[a-z]/u.test(code) ? 400 : null,
  description,
  subtype: null,
  ...changes,
});
const microsoft = (number: number, code = 'invalid_grant'): OAuthSymptom =>
  symptom(code, `AADSTS${number}: Words that change. Trace ID: 0f Correlation ID: 1e Timestamp: 2026-11-20 10:00:00Z`);

/** An example for each row that has one of its own beyond its codes. */
const examples: [row: string, example: OAuthSymptom][] = [
  ['provider-in-trouble', symptom('HTTP_STATUS', 'HTTP 503', { status: 503 })],
  ['provider-in-trouble', symptom('invalid_grant', null, { status: 500 })],
  ['provider-in-trouble', symptom('rate_limit_exceeded', null, { status: 429 })],
  ['wrong-path', symptom('HTTP_STATUS', 'HTTP 404', { status: 404 })],
  ['google-session-control', symptom('invalid_grant', 'reauth related error (invalid_rapt)', { subtype: 'invalid_rapt' })],
  ['google-session-control', symptom('invalid_grant', 'Bad Request', { subtype: 'invalid_rapt' })],
  ['google-clock', symptom('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.')],
  ['google-key-unknown', symptom('invalid_grant', 'Invalid JWT Signature.')],
  ['google-mailbox-unknown', symptom('invalid_grant', 'Invalid email or User ID')],
  ['google-mailbox-unknown', symptom('invalid_request', 'Invalid impersonation "sub" field: nobody')],
  ['google-token-ended', symptom('invalid_grant', 'Token has been expired or revoked.')],
  ['google-client-unknown', symptom('invalid_client', 'The OAuth client was not found.', { status: 401 })],
  ['google-client-gone', symptom('deleted_client')],
  [
    'google-delegation-missing',
    symptom(
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    ),
  ],
  ['google-policy', symptom('admin_policy_enforced', null, { step: 'AUTHORIZATION' })],
  ['grant-not-allowed', symptom('invalid_request', 'requested grant type is not allowed for this client')],
  ['redirect-uri', symptom('invalid_request', 'redirect_uri is not registered')],
  ['malformed', symptom('invalid_request', 'code_verifier missing')],
  ['grant-ended', symptom('invalid_grant', 'grant request is invalid')],
  ['grant-ended', symptom('invalid_grant')],
  ['nobody-consents', symptom('invalid_grant', null, { step: 'OWN_TOKEN' })],
  ['google-mailbox-unknown', symptom('invalid_grant', 'Invalid grant: account not found', { step: 'OWN_TOKEN' })],
  ['client-refused', symptom('invalid_client', 'Unauthorized', { status: 401 })],
  ['unknown', symptom('something_new', 'Never heard of')],
  ['unknown', symptom('HTTP_STATUS', 'HTTP 403', { status: 403 })],
];

it.each(examples)('%s: %j', (row, example) => {
  expect(oauthRowFor(example).id).toBe(row);
});

it.each(
  oauthCatalogue.flatMap((row) =>
    row.text || row.where || row.steps ? [] : (row.codes ?? []).map((code): [string, string] => [row.id, code]),
  ),
)('%s: %s alone', (row, code) => {
  expect(oauthRowFor(symptom(code)).id).toBe(row);
});

it.each(oauthCatalogue.flatMap((row) => (row.aadsts ?? []).map((number): [string, number] => [row.id, number])))(
  '%s: AADSTS%i',
  (row, number) => {
    const explanation = explainOAuth(microsoft(number));

    expect([oauthRowFor(microsoft(number)).id, explanation.code]).toEqual([row, `AADSTS${number}`]);
  },
);

it('has an example for every row, and no name twice', () => {
  const shown = new Set([
    ...examples.map(([row]) => row),
    ...oauthCatalogue.filter((row) => row.aadsts ?? (row.codes && !row.text && !row.where && !row.steps)).map(({ id }) => id),
  ]);
  const ids = oauthCatalogue.map(({ id }) => id);

  expect(ids.filter((id) => !shown.has(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

it('does not take a longer code for a shorter one', () => {
  expect(oauthRowFor(microsoft(700_082_9)).id).toBe('grant-ended');
  expect(oauthRowFor(symptom('invalid_grant', 'AADSTS70008x')).id).toBe('grant-ended');
});

it.each<[string, OAuthSymptom, string, boolean]>([
  ['an outage', symptom('HTTP_STATUS', null, { status: 502 }), 'TEMPORARY', true],
  ['a timeout', symptom('TIMEOUT'), 'TEMPORARY', true],
  ['garbage', symptom('BAD_ANSWER'), 'BAD_ANSWER', true],
  ['a dead refresh token', symptom('invalid_grant'), 'CONSENT_NEEDED', false],
  ['an expired secret', microsoft(7_000_222, 'invalid_client'), 'CLIENT', false],
  ['a blocked destination', symptom('DESTINATION_BLOCKED'), 'DESTINATION_BLOCKED', false],
  ['a person who said no', symptom('access_denied', null, { step: 'AUTHORIZATION' }), 'DENIED', false],
])('after %s it is worth trying again, or not', (_name, example, failureClass, retry) => {
  expect(explainOAuth(example)).toMatchObject({ class: failureClass, retry });
});

it.each(['TIMEOUT', 'DNS', 'BAD_ANSWER', 'temporarily_unavailable', 'something_new', 'invalid_grant'])(
  'promises no other try of what only the person tries again: %s',
  (code) => {
    const said = explainOnce(symptom(code), 'Grant again.');

    expect(said).not.toMatch(/tried again|;\.|\.\./u);
    expect(said).toMatch(/\.$/u);
    expect(said.endsWith(' Grant again.')).toBe(/is tried again/iu.test(explainOAuth(symptom(code)).sentence));
  },
);

it('explains an error as it is thrown', () => {
  const error = new OAuthError('invalid_client', {
    step: 'TOKEN',
    status: 401,
    description: 'AADSTS7000215: Invalid client secret provided.',
  });

  expect(explainOAuth(error)).toMatchObject({
    class: 'CLIENT',
    code: 'AADSTS7000215',
    fix: 'ENTER_SECRET',
    sentence: expect.stringContaining('not its Secret ID') as string,
  });
});

it('has a whole sentence for anything anybody may say', () => {
  const anything = fc.record({
    code: fc.oneof(fc.string(), fc.constantFrom('invalid_grant', 'invalid_client', 'HTTP_STATUS')),
    step: fc.constantFrom('TOKEN' as const, 'AUTHORIZATION' as const, 'DISCOVERY' as const),
    status: fc.option(fc.integer({ min: 200, max: 599 })),
    description: fc.option(fc.string()),
    subtype: fc.option(fc.string()),
  });

  fc.assert(fc.property(anything, (said) => /^[A-Z].*\.$/su.test(explainOAuth(said).sentence)));
});
