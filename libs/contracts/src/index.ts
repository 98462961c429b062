export * from './account-inputs.ts';
export * from './error-codes.ts';
export * from './permissions.ts';
export * from './platform-inputs.ts';
export * from './profile-inputs.ts';
export * from './sending-inputs.ts';
export * from './submission-inputs.ts';
export * from './text.ts';
