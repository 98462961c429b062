import type { Socket } from 'node:net';
import { dial, type Resolved } from '@posthorn/egress';
import { causeOf } from './cause.ts';
import type { StageClock } from './stage-clock.ts';
import type { StageLimits } from './stage-limits.ts';
import type { SessionOptions, SubmissionSettings } from './types.ts';

/** DNS, CONNECT and PROXY, by the policy. The address is the judged one of the host, also where a proxy connects to it. */
export async function dialStages(
  settings: SubmissionSettings,
  { policy, signal, resolve }: SessionOptions,
  { clock, limits }: { clock: StageClock; limits: StageLimits },
): Promise<{ socket: Socket; address: string }> {
  const { host, port, proxy } = settings;
  clock.begin('DNS', null);
  const onResolved = ({ addresses, proxyAddresses }: Resolved): void => {
    clock.pass(addresses.join(', ') + (proxyAddresses ? `; proxy: ${proxyAddresses.join(', ')}` : ''));
    clock.begin('CONNECT', null);
  };
  const onProxyConnected = (address: string): void => {
    clock.pass(`proxy: ${address}`);
    clock.begin('PROXY', null);
  };
  const times = { timeoutMs: limits.connectMs, dnsTimeoutMs: limits.dnsMs };
  try {
    const { socket, address } = await dial({ host, port, proxy, policy, signal, resolve, ...times, onResolved, onProxyConnected });
    clock.pass(address);
    if (!proxy) clock.skip('PROXY');
    return { socket, address };
  } catch (error) {
    throw causeOf(error);
  }
}
