import { execFileSync } from 'node:child_process';
import { curlExample } from './curl-example.ts';

const key = { scopes: ['MESSAGES_SEND'], lanes: ['BULK'], profiles: [] } as const;

/** The arguments as a shell hands them over. */
const argumentsOf = (line: string): string[] =>
  execFileSync('sh', ['-c', line.replace(/^curl/, String.raw`printf '%s\0'`)], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

describe('the line that tries a key', () => {
  it('sends a mail to the reader', () => {
    const [url, , authorization, , , , body] = argumentsOf(
      curlExample('https://mail.example.org/', 'phk_secret', key, 'a@example.org') ?? '',
    );

    expect(url).toBe('https://mail.example.org/api/v1/messages');
    expect(authorization).toBe('Authorization: Bearer phk_secret');
    expect(JSON.parse(body ?? '')).toEqual({ to: 'a@example.org', subject: 'Hello from Posthorn', text: 'The key works.' });
  });

  it('names what the key is limited to, quoted for the shell', () => {
    const limited = { ...key, lanes: ['ALARM'], profiles: [{ name: `Anna's "relay"; rm -rf $HOME` }] } as const;

    const body = argumentsOf(curlExample('https://mail.example.org', 'phk_secret', limited, 'a@example.org') ?? '').at(-1);

    expect(JSON.parse(body ?? '')).toMatchObject({ profile: `Anna's "relay"; rm -rf $HOME`, lane: 'ALARM' });
  });

  it('is none for a key that may not send', () => {
    expect(curlExample('https://mail.example.org', 'phk_secret', { ...key, scopes: ['MESSAGES_READ'] }, 'a@example.org')).toBeNull();
  });
});
