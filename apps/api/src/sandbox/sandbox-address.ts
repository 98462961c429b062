import type { Config } from '../platform/config/config.ts';

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '::1']);

/** Whether a submission setup leads to this installation's sandbox, so that nobody receives its mail. */
export function isSandbox(destination: { host: string; port: number }, { environment }: Config): boolean {
  return loopbackHosts.has(destination.host.toLowerCase()) && destination.port === environment.POSTHORN_SANDBOX_SMTP_PORT;
}

/** Where programs submit to it. */
export const sandboxAddress = ({ environment }: Config) => ({ host: '127.0.0.1', port: environment.POSTHORN_SANDBOX_SMTP_PORT });
