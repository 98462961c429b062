import { readConfig } from './config.ts';

const required = {
  POSTHORN_DATABASE_APP_URL: 'postgresql://posthorn_app@localhost/posthorn',
  POSTHORN_DATABASE_WORKER_URL: 'postgresql://posthorn_worker@localhost/posthorn',
  POSTHORN_DATABASE_SYSTEM_URL: 'postgresql://posthorn_system@localhost/posthorn',
  POSTHORN_KEY_FILE: '/keys.json',
};
const read = (variables: Record<string, string> = {}) => readConfig({ ...required, ...variables });

describe('the configuration', () => {
  it('has the documented defaults', () => {
    const { environment, publicUrl, introspection, isHttps } = read();

    expect(environment).toMatchObject({
      POSTHORN_HOST: '127.0.0.1',
      POSTHORN_API_HOST: '127.0.0.1',
      POSTHORN_TRUSTED_PROXIES: '',
      POSTHORN_API_PORT: 4000,
      POSTHORN_SANDBOX_SMTP_PORT: 1025,
      POSTHORN_WORKER_SLOTS: 20,
    });
    expect({ publicUrl, introspection, isHttps }).toEqual({ publicUrl: 'http://localhost:3000', introspection: true, isHttps: false });
  });

  it('follows the console’s port while no public URL is given', () => {
    expect(read({ POSTHORN_CONSOLE_PORT: '3456' }).publicUrl).toBe('http://localhost:3456');
  });

  it('takes an empty value for none', () => {
    expect(read({ POSTHORN_PUBLIC_URL: '', POSTHORN_API_PORT: '', POSTHORN_ADMIN_EMAIL: '' }).publicUrl).toBe('http://localhost:3000');
  });

  it.each(['POSTHORN_PUBLICURL', 'POSTHORN_API_PROT', 'POSTHORN_'])('stops at the unknown name %s and says it', (name) => {
    expect(() => read({ [name]: '1' })).toThrow(`Unknown configuration: ${name}`);
  });

  it.each([
    ['POSTHORN_API_PORT', 'https'],
    ['POSTHORN_API_PORT', '65536'],
    ['POSTHORN_API_PORT', '-1'],
    ['POSTHORN_API_PORT', '80.5'],
    ['POSTHORN_API_PORT', ' '],
    ['POSTHORN_PUBLIC_URL', 'mail.example.org'],
    ['POSTHORN_PUBLIC_URL', 'ftp://mail.example.org'],
    ['POSTHORN_PUBLIC_URL', 'javascript:alert(1)'],
    ['POSTHORN_PUBLIC_URL', 'https://user:secret@mail.example.org'],
    ['POSTHORN_PUBLIC_URL', 'https://mail.example.org/?a=b'],
    ['POSTHORN_PUBLIC_URL', 'https://mail.example.org/#a'],
    ['POSTHORN_PUBLIC_URL', 'https://mail.example.org/posthorn'],
    ['POSTHORN_DATABASE_APP_URL', 'mysql://localhost/posthorn'],
    ['POSTHORN_ADMIN_EMAIL', 'nobody'],
    ['POSTHORN_INTROSPECTION', 'yes'],
    ['POSTHORN_LOG_LEVEL', 'loud'],
    ['POSTHORN_WORKER_SLOTS', '0'],
    ['POSTHORN_DATABASE_POOL', '1'],
  ])('stops at %s=%s and says which variable', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(name);
    // A value may hold a password.
    expect(() => read({ [name]: value })).not.toThrow('secret@');
  });

  it('names every missing variable at once', () => {
    expect(() => readConfig({})).toThrow(
      /POSTHORN_DATABASE_APP_URL.*\n.*POSTHORN_DATABASE_WORKER_URL.*\n.*POSTHORN_DATABASE_SYSTEM_URL.*\n.*POSTHORN_KEY_FILE/,
    );
  });

  it('refuses http on anything but this machine, unless it is forced', () => {
    const publicUrl = 'http://mail.example.org';

    for (const url of [publicUrl, 'http://127.0.0.1.evil.example', 'http://localhost.example', 'http://10.0.0.1:3000']) {
      expect(() => read({ POSTHORN_PUBLIC_URL: url })).toThrow('POSTHORN_ALLOW_INSECURE_PUBLIC_URL=1');
    }
    expect(read({ POSTHORN_PUBLIC_URL: publicUrl, POSTHORN_ALLOW_INSECURE_PUBLIC_URL: '1' }).introspection).toBe(false);
    for (const url of ['http://localhost:3000', 'http://127.0.0.1', 'http://127.1.2.3:8', 'http://[::1]:3000']) {
      expect(read({ POSTHORN_PUBLIC_URL: url }).publicUrlIsLoopback).toBe(true);
    }
  });

  it('builds links without a doubled slash', () => {
    expect(read({ POSTHORN_PUBLIC_URL: 'https://mail.example.org/' }).publicUrl).toBe('https://mail.example.org');
  });
});
