import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keptFile, readInstallation } from './installation.ts';

describe('the installation', () => {
  it('needs no configuration', () => {
    const installation = readInstallation({});

    expect(installation).toMatchObject({
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      ports: { console: 3000, api: 4000, sandbox: 1025, metrics: 9464, postgres: 54329 },
      databaseUrl: null,
      sandbox: true,
    });
    expect(path.basename(installation.keyFile)).toBe('keys.json');
  });

  it('runs no sandbox on a server of your own unless told', () => {
    const databaseUrl = 'postgresql://owner@db/posthorn';

    expect(readInstallation({ DATABASE_URL: databaseUrl }).sandbox).toBe(false);
    expect(readInstallation({ DATABASE_URL: databaseUrl, POSTHORN_SANDBOX: '1' }).sandbox).toBe(true);
  });

  it('takes the public URL from the port of the console, without a slash at its end', () => {
    expect(readInstallation({ POSTHORN_CONSOLE_PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(readInstallation({ POSTHORN_PUBLIC_URL: 'https://mail.example.org/' }).publicUrl).toBe('https://mail.example.org');
  });

  it.each(['http://mail.example.org', 'http://192.168.1.4:3000', 'http://localhost.example.org', 'http://127.0.0.1.example.org'])(
    'refuses %s, where passwords would travel in clear, unless forced',
    (url) => {
      expect(() => readInstallation({ POSTHORN_PUBLIC_URL: url })).toThrow('passwords and links would travel in clear');
      expect(readInstallation({ POSTHORN_PUBLIC_URL: url, POSTHORN_ALLOW_INSECURE_PUBLIC_URL: '1' }).publicUrl).toBe(url);
    },
  );

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://mail.example.org'])('accepts %s', (url) => {
    expect(readInstallation({ POSTHORN_PUBLIC_URL: url }).publicUrl).toBe(url);
  });

  it.each(['0', '65536', '80a', '-1', '1e3', ' '])('names the variable of the port "%s"', (port) => {
    expect(() => readInstallation({ POSTHORN_API_PORT: port })).toThrow(`POSTHORN_API_PORT: "${port}" is not a port`);
  });
});

describe('a kept file', () => {
  it('is made once, for its owner alone', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'posthorn-kept-'));
    const file = path.join(folder, 'deep', 'keys.json');

    const first = keptFile(file, () => 'first');
    const second = keptFile(file, () => 'second');

    expect([first, second]).toEqual(['first', 'first']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(folder, { recursive: true });
  });
});
