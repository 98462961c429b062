import type { PlatformSettings } from '@posthorn/database';
import { accountMailText, renderAccountMail, type Branding, type RenderedMail, type RenderOptions } from '@posthorn/emails';
import { accountMailOf, type StoredAccountMail } from './account-mail.ts';

export const brandingOf = ({ productName, logoDataUri, supportAddress, footer }: PlatformSettings): Branding => ({
  productName,
  logoDataUri,
  supportAddress,
  footer,
});

/** An account mail from what is stored of it. `link` is the real one at sending, a placeholder when it is shown again. */
export function renderStoredMail(stored: StoredAccountMail, branding: Branding, link: string, expiresAt: Date): Promise<RenderedMail> {
  return renderAccountMail(accountMailOf(stored, link, expiresAt), optionsOf(stored, branding));
}

/** Its subject and text alone, for lists. */
export function storedMailText(stored: StoredAccountMail, branding: Branding, link: string, expiresAt: Date) {
  return accountMailText(accountMailOf(stored, link, expiresAt), optionsOf(stored, branding));
}

function optionsOf({ recipient }: StoredAccountMail, branding: Branding): RenderOptions {
  return { branding, recipientName: recipient.name, locale: 'en', timeZone: recipient.timeZone };
}
