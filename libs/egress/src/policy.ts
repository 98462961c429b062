import { holds, parseAddress, scopeOf } from './addresses.ts';
import { canonicalHost } from './host-names.ts';

/** One destination the system admin opened. */
export interface EgressRule {
  /** A host name, an IP literal or a CIDR. A name opens the local addresses it resolves to, never link-local or metadata. */
  host: string;
  /** TCP port, exact. */
  port: number;
  /** Passwords and tokens may go to this destination without verified TLS. */
  allowCleartextAuth: boolean;
}

/** Which addresses a connection may go to. Without a rule: public unicast, and nothing else. */
export class EgressPolicy {
  private readonly rules: readonly EgressRule[];
  private readonly onRefused: (host: string, port: number) => void;

  /** `onRefused` is called for each address that is refused, with the host that was asked for. */
  constructor(rules: readonly EgressRule[], onRefused: (host: string, port: number) => void = () => undefined) {
    this.rules = rules.map((rule) => ({ ...rule }));
    this.onRefused = onRefused;
  }

  /**
   * @param address one resolved address, as a resolver spells it; any other spelling is refused
   * @param host the name or literal that was asked for
   */
  judge(address: string, host: string, port: number): 'allowed' | 'refused' {
    const judged = this.judgementOf(address, host, port);
    if (judged === 'refused') this.onRefused(host, port);
    return judged;
  }

  private judgementOf(address: string, host: string, port: number): 'allowed' | 'refused' {
    const parsed = parseAddress(address);
    if (!parsed || !Number.isInteger(port) || port < 1 || port > 65_535) return 'refused';
    const scope = scopeOf(parsed);
    if (scope === 'public') return 'allowed';
    const opened = this.rules.some(
      (rule) => rule.port === port && (holds(rule.host, parsed) || (scope === 'local' && namesSameHost(rule.host, host))),
    );
    return opened ? 'allowed' : 'refused';
  }

  /** True where a rule names this host: its tenants may know whether it exists. */
  names(host: string, port: number): boolean {
    return this.rules.some((rule) => rule.port === port && namesSameHost(rule.host, host));
  }

  /** True where a rule with `allowCleartextAuth` names this host, or holds it if it is an IP literal. Port exact. */
  allowsCleartextAuth(host: string, port: number): boolean {
    const literal = parseAddress(canonicalHost(host));
    return this.rules.some(
      (rule) => rule.allowCleartextAuth && rule.port === port && (literal ? holds(rule.host, literal) : namesSameHost(rule.host, host)),
    );
  }
}

/** Literals are left to `holds`: as names, `::1` and `0:0:0:0:0:0:0:1` would differ. */
function namesSameHost(ruleHost: string, host: string): boolean {
  const name = canonicalHost(ruleHost);
  return name !== '' && name === canonicalHost(host);
}
