export * from './account-inputs.ts';
export * from './error-codes.ts';
export * from './permissions.ts';
export * from './platform-inputs.ts';
export * from './text.ts';
