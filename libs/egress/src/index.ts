export { dial, type Dialled, type DialOptions, type Resolve } from './dial.ts';
export { EgressError, type EgressErrorCode } from './errors.ts';
export type { Proxy } from './proxy.ts';
export { EgressPolicy, type EgressRule } from './policy.ts';
