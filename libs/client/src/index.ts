export type { Attachment, Mail, Message, MessageState, SentMail, Upload } from './mail.ts';
export { Posthorn, type CallOptions, type Content, type PosthornOptions, type UploadOptions } from './posthorn.ts';
export { PosthornError, type PosthornErrorDetails } from './posthorn-error.ts';
