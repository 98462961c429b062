export { within } from './deadline.ts';
export { dial, type Dialled, type DialOptions, type Resolve, type Resolved } from './dial.ts';
export { EgressError, systemCodeOf, type EgressErrorCode, type EgressStage } from './errors.ts';
export type { Proxy } from './proxy.ts';
export { EgressPolicy, type EgressRule } from './policy.ts';
