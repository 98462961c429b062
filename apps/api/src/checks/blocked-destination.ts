import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Resolve } from '@posthorn/egress';
import type { Failure } from '@posthorn/smtp';

/** Where hosts led, as a check found them. For the system admin's eyes alone. */
export class SeenAddresses {
  private readonly byHost = new Map<string, string[]>();

  /** Asks the system's resolver and remembers its answer. */
  readonly resolve: Resolve = async (host) => {
    const found = (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
    this.byHost.set(host, found);
    return found;
  };

  of(host: string): string[] {
    const bare = host.replace(/^\[(.*)\]$/u, '$1');
    return isIP(bare) > 0 ? [bare] : (this.byHost.get(host) ?? []);
  }
}

/** What a system admin reads where a tenant is told to ask one: which addresses were refused, and that they may allow them here. */
export function forSystemAdmin(failure: Failure, seen: SeenAddresses): Failure {
  if (failure.class !== 'DESTINATION_BLOCKED' || failure.fix?.kind !== 'ASK_EGRESS') return failure;
  const { host, port } = failure.fix;
  const addresses = seen.of(host).filter((address) => address !== host);
  const leads = addresses.length > 0 ? `${host} leads to ${addresses.join(', ')}: Posthorn` : 'Posthorn';
  return {
    ...failure,
    sentence: `${leads} connects to private and reserved addresses only where a system admin allows it. Allow ${host}:${port} here, then check again.`,
    fix: { ...failure.fix, label: `Allow ${host}:${port}` },
  };
}
