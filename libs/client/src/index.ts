export { PosthornError } from './posthorn-error.ts';
