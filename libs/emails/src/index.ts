export type { AccountMail, AccountMailKind, Branding, RenderedMail, RenderOptions, ServiceNotice } from './account-mail.ts';
export { accountMailText } from './account-mail-text.ts';
export { renderAccountMail } from './render-account-mail.tsx';
