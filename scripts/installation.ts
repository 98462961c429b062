import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the clone. */
export const root = path.resolve(import.meta.dirname, '..');

/** What the environment says about this installation, with the defaults of the README's configuration table. */
export interface Installation {
  /** Keys, passwords and logs; never committed. Default `.posthorn` in the clone. */
  home: string;
  keyFile: string;
  /** Address that console, API and sandbox bind to. */
  host: string;
  publicUrl: string;
  ports: Record<'console' | 'api' | 'sandbox' | 'metrics' | 'postgres', number>;
  /** The owner's URL of a server of one's own; null: PostgreSQL is embedded. */
  databaseUrl: string | null;
  /** Whether the sandbox runs. Default: on the embedded database. */
  sandbox: boolean;
}

/** Variable and default of each port. */
export const portVariables = {
  console: ['POSTHORN_CONSOLE_PORT', 3000],
  api: ['POSTHORN_API_PORT', 4000],
  sandbox: ['POSTHORN_SANDBOX_SMTP_PORT', 1025],
  metrics: ['POSTHORN_METRICS_PORT', 9464],
  postgres: ['POSTHORN_POSTGRES_PORT', 54329],
} as const;

/** Something the person who starts Posthorn can put right: shown as a sentence, without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Reads the variables the launcher needs; the processes check the rest. Throws {@link StartError}. */
export function readInstallation(variables: NodeJS.ProcessEnv): Installation {
  const home = path.resolve(root, variables.POSTHORN_DATA || '.posthorn');
  const port = (name: keyof typeof portVariables) => portOf(variables, portVariables[name]);
  const ports = {
    console: port('console'),
    api: port('api'),
    sandbox: port('sandbox'),
    metrics: port('metrics'),
    postgres: port('postgres'),
  };
  const databaseUrl = variables.DATABASE_URL || null;
  return {
    home,
    keyFile: path.resolve(root, variables.POSTHORN_KEY_FILE || path.join(home, 'keys.json')),
    host: variables.POSTHORN_HOST || '127.0.0.1',
    publicUrl: publicUrlOf(variables, ports.console),
    ports,
    databaseUrl,
    sandbox: (variables.POSTHORN_SANDBOX || (databaseUrl ? '0' : '1')) === '1',
  };
}

function portOf(variables: NodeJS.ProcessEnv, [name, fallback]: readonly [string, number]): number {
  const text = variables[name] || String(fallback);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new StartError(`${name}: "${text}" is not a port (1 to 65535).`);
  return port;
}

function publicUrlOf(variables: NodeJS.ProcessEnv, consolePort: number): string {
  const text = variables.POSTHORN_PUBLIC_URL || `http://localhost:${consolePort}`;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new StartError(`POSTHORN_PUBLIC_URL: "${text}" is not an http or https URL.`);
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !loopback && variables.POSTHORN_ALLOW_INSECURE_PUBLIC_URL !== '1')
    throw new StartError(
      'POSTHORN_PUBLIC_URL: passwords and links would travel in clear over http. Use https, or set POSTHORN_ALLOW_INSECURE_PUBLIC_URL=1 to accept that.',
    );
  return text.replace(/\/+$/, '');
}

/** Reads a file of the home, or writes it first (mode 0600) with what `make` gives. */
export function keptFile(file: string, make: () => string): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}
