import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Posthorn, PosthornError } from './index.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}
type Answer = (response: ServerResponse) => void;

const closers: (() => void)[] = [];
afterAll(() => closers.forEach((close) => close()));

/** A server that gives these answers in turn, the last one for ever. */
async function serverWith(...answers: Answer[]): Promise<{ client: Posthorn; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      (answers[seen.length - 1] ?? answers.at(-1)!)(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { client: new Posthorn({ url: `http://127.0.0.1:${port}/`, key: 'phk_secret', timeoutMs: 2_000 }), seen };
}

const sent = { mailId: 'm', messages: [{ id: '1', recipient: 'anna@example.org' }], refused: [] };
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const refusal = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(status, { errors: [{ message: 'A sentence.', extensions: { code, field: 'from', requestId: 'r1' } }] }, headers);
const hangUp: Answer = (response) => response.destroy();
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => Promise.reject(new Error('It was expected to fail.')),
    (error: unknown) => error as PosthornError,
  );

describe('sending', () => {
  it('posts the mail with the key, and an idempotency key of its own', async () => {
    const { client, seen } = await serverWith(json(202, sent));

    const answer = await client.sendMail({ to: 'anna@example.org', subject: 'Hi', sendAt: new Date(0) });

    expect(answer).toEqual(sent);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/v1/messages', headers: { authorization: 'Bearer phk_secret' } });
    expect(JSON.parse(seen[0]!.body)).toEqual({
      to: 'anna@example.org',
      subject: 'Hi',
      sendAt: '1970-01-01T00:00:00.000Z',
      idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it.each([
    ['the connection breaks', [hangUp, hangUp]],
    ['a limit is reached', [refusal(429, 'TRY_LATER', { 'retry-after': '0' })]],
    ['it is overloaded', [json(503, {}), json(502, {})]],
  ])('is repeated with one key while %s', async (_, failures) => {
    const { client, seen } = await serverWith(...failures, json(202, sent));

    await client.sendMail({ to: 'anna@example.org' });

    expect(seen).toHaveLength(failures.length + 1);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
  });

  it('waits as Retry-After says', async () => {
    const { client } = await serverWith(refusal(429, 'TRY_LATER', { 'retry-after': '1' }), json(202, sent));
    const since = Date.now();

    await client.sendMail({ to: 'anna@example.org' });

    expect(Date.now() - since).toBeGreaterThanOrEqual(990);
  });

  it('gives up after three tries, or at once where the wait is longer than a minute', async () => {
    const [down, busy] = [await serverWith(hangUp), await serverWith(refusal(429, 'TRY_LATER', { 'retry-after': '900' }))];

    const failures = [await failureOf(down.client.sendMail({})), await failureOf(busy.client.sendMail({}))];

    expect(failures.map(({ code, status, retryAfterSeconds }) => ({ code, status, retryAfterSeconds }))).toEqual([
      { code: 'NETWORK', status: null, retryAfterSeconds: null },
      { code: 'TRY_LATER', status: 429, retryAfterSeconds: 900 },
    ]);
    expect([down.seen.length, busy.seen.length]).toEqual([3, 1]);
  });

  it('is not repeated where another try would change nothing', async () => {
    const { client, seen } = await serverWith(refusal(400, 'INVALID_INPUT'));

    const error = await failureOf(client.sendMail({}));

    expect(error).toBeInstanceOf(PosthornError);
    expect(error).toMatchObject({ message: 'A sentence.', code: 'INVALID_INPUT', status: 400, field: 'from', requestId: 'r1' });
    expect(seen).toHaveLength(1);
  });

  it('ends with the caller’s signal, while it waits too', async () => {
    const { client, seen } = await serverWith(hangUp);

    const error = await failureOf(client.sendMail({}, { signal: AbortSignal.timeout(100) }));

    expect(error.name).toBe('TimeoutError');
    expect(seen.length).toBeLessThan(3);
  });

  it('says when nobody answers in time', async () => {
    const { client } = await serverWith(() => undefined);
    const impatient = new Posthorn({ url: (client as unknown as { url: string }).url, key: 'k', tries: 1, timeoutMs: 100 });

    expect(await failureOf(impatient.sendMail({}))).toMatchObject({
      code: 'NETWORK',
      message: expect.stringContaining('within 100 ms') as string,
    });
  });
});

describe('an upload', () => {
  const upload = json(201, { id: 'u', name: 'a b.txt', contentType: 'text/plain', sizeBytes: 3 });
  async function* pieces() {
    yield new TextEncoder().encode('ab');
    yield new TextEncoder().encode('c');
  }

  it.each([
    ['a Blob', () => new Blob(['abc'], { type: 'text/plain' })],
    ['octets', () => new TextEncoder().encode('abc')],
    ['a stream', () => new Blob(['abc']).stream()],
    ['an async iterable', pieces],
  ])('may be %s', async (_, content) => {
    const { client, seen } = await serverWith(upload);

    const { id } = await client.uploadAttachment(content(), { name: 'a b.txt' });

    expect(id).toBe('u');
    expect(seen[0]).toMatchObject({ url: '/api/v1/attachments?name=a%20b.txt', body: 'abc' });
  });

  it('is repeated where it can be read again, and only there', async () => {
    const [whole, stream] = [await serverWith(json(503, {}), upload), await serverWith(json(503, {}), upload)];

    await whole.client.uploadAttachment(new Blob(['abc']), { name: 'a' });
    const error = await failureOf(stream.client.uploadAttachment(pieces(), { name: 'a' }));

    expect([whole.seen.length, stream.seen.length, error.status]).toEqual([2, 1, 503]);
  });
});

it('reads how a message fares', async () => {
  const { client, seen } = await serverWith(json(200, { id: 'x', state: 'ACCEPTED' }));

  expect(await client.message('x/y')).toEqual({ id: 'x', state: 'ACCEPTED' });
  expect(seen[0]?.url).toBe('/api/v1/messages/x%2Fy');
});
