export { dial, type Dialled, type DialOptions, type Resolve, type Resolved } from './dial.ts';
export { EgressError, type EgressErrorCode, type EgressStage } from './errors.ts';
export type { Proxy } from './proxy.ts';
export { EgressPolicy, type EgressRule } from './policy.ts';
