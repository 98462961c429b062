export { openSession } from './session.ts';
export * from './types.ts';
