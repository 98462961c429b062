import { parseTrustedProxies } from '@posthorn/listeners';
import { z } from 'zod';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `Expected a whole number, ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
const port = (fallback: number) => wholeNumber(0, 65_535).default(fallback);
const flag = z.enum(['0', '1']).optional();
/** An origin: links put a path of the console behind it, so it has none of its own, and no password goes into mail. */
const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (value) => /^https?:\/\/[^/?#@]+\/?$/.test(value),
    'Expected a scheme, a host and perhaps a port, such as https://mail.example.org',
  );
/** Addresses and CIDR blocks, separated by commas. */
const cidrs = z
  .string()
  .default('')
  .superRefine((value, context) => {
    try {
      parseTrustedProxies(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'Expected addresses or CIDR blocks, separated by commas' });
    }
  });
const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|::1)$/;

/** Every variable the processes read, with its default. Ports of 0 take a free one. */
export const environmentSchema = z.object({
  POSTHORN_PUBLIC_URL: origin.optional(),
  POSTHORN_HOST: z.string().min(1).default('127.0.0.1'),
  POSTHORN_API_HOST: z.string().min(1).default('127.0.0.1'),
  POSTHORN_PROXY_SECRET: z.string().min(16, 'Expected at least 16 characters').optional(),
  POSTHORN_TRUSTED_PROXIES: cidrs,
  POSTHORN_CONSOLE_PORT: port(3000),
  POSTHORN_API_PORT: port(4000),
  POSTHORN_METRICS_PORT: port(9464),
  POSTHORN_SANDBOX_SMTP_PORT: port(1025),
  POSTHORN_SANDBOX: flag.default('0'),
  POSTHORN_DATABASE_APP_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  POSTHORN_DATABASE_WORKER_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  POSTHORN_DATABASE_SYSTEM_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  POSTHORN_DATABASE_POOL: wholeNumber(2, 200).default(10),
  POSTHORN_KEY_FILE: z.string().min(1),
  POSTHORN_ADMIN_EMAIL: z.email().optional(),
  POSTHORN_DEMO: flag,
  POSTHORN_EMBEDDED: flag.default('0'),
  POSTHORN_INTROSPECTION: flag,
  POSTHORN_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  POSTHORN_WORKER_SLOTS: wholeNumber(1, 1000).default(20),
  POSTHORN_ACCOUNT_SLOTS: wholeNumber(1, 100).default(4),
  POSTHORN_PARENT_PIPE: flag.default('0'),
  POSTHORN_ALLOW_INSECURE_PUBLIC_URL: flag.default('0'),
});

// Read by the launcher or the console, listed so that a misspelt name is still noticed.
const readElsewhere = ['POSTHORN_API_URL', 'POSTHORN_POSTGRES_PORT', 'POSTHORN_TEST_POSTGRES', 'POSTHORN_DATA', 'POSTHORN_CHROMIUM'];

export type Environment = z.infer<typeof environmentSchema>;

/** What the processes were told at boot; read once, from nowhere else. */
export class Config {
  constructor(readonly environment: Environment) {}

  /** Links and cookies are built from this alone, never from request headers. No trailing slash. */
  get publicUrl(): string {
    return (this.environment.POSTHORN_PUBLIC_URL ?? `http://localhost:${this.environment.POSTHORN_CONSOLE_PORT}`).replace(/\/+$/, '');
  }

  get publicUrlIsLoopback(): boolean {
    return loopback.test(new URL(this.publicUrl).hostname);
  }

  get isHttps(): boolean {
    return this.publicUrl.startsWith('https:');
  }

  /** On while the public URL is loopback, unless said otherwise. */
  get introspection(): boolean {
    return this.environment.POSTHORN_INTROSPECTION === undefined
      ? this.publicUrlIsLoopback
      : this.environment.POSTHORN_INTROSPECTION === '1';
  }
}

/** Parses the environment; throws an Error that names each bad variable and what it should be. */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  const known = new Set([...Object.keys(environmentSchema.shape), ...readElsewhere]);
  const unknown = Object.keys(variables).filter((name) => name.startsWith('POSTHORN_') && !known.has(name));
  if (unknown.length > 0) throw new Error(`Unknown configuration: ${unknown.join(', ')}. See the configuration table in README.md.`);

  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }

  const config = new Config(parsed.data);
  if (!config.isHttps && !config.publicUrlIsLoopback && parsed.data.POSTHORN_ALLOW_INSECURE_PUBLIC_URL !== '1') {
    throw new Error(
      'POSTHORN_PUBLIC_URL: passwords and links would travel in clear over http. Use https, or set POSTHORN_ALLOW_INSECURE_PUBLIC_URL=1 to accept that.',
    );
  }
  return config;
}
