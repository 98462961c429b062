export { KeyRing } from './key-ring.ts';
export { SealError } from './seal-error.ts';
export { Secret } from './secret.ts';
export { Vault, type SealContext } from './vault.ts';
