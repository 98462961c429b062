import type { PlatformSettings } from '@posthorn/database';
import { renderAccountMail, type Branding, type RenderedMail } from '@posthorn/emails';
import { accountMailOf, type StoredAccountMail } from './account-mail.ts';

export const brandingOf = ({ productName, logoDataUri, supportAddress, footer }: PlatformSettings): Branding => ({
  productName,
  logoDataUri,
  supportAddress,
  footer,
});

/** An account mail from what is stored of it. `link` is the real one at sending, a placeholder when it is shown again. */
export function renderStoredMail(stored: StoredAccountMail, branding: Branding, link: string, expiresAt: Date): Promise<RenderedMail> {
  const { recipient, ...data } = stored;
  return renderAccountMail(accountMailOf(data, link, expiresAt), {
    branding,
    recipientName: recipient.name,
    locale: 'en',
    timeZone: recipient.timeZone,
  });
}
