import { z } from 'zod';
import { emailAddress, line } from './text.ts';

/** Length first (NIST SP 800-63B 5.1.1): at least 12 characters, at most 256 so that hashing stays bounded; no rules on kinds of characters. */
export const newPassword = z
  .string()
  .min(12, 'Use at least 12 characters. A few words in a row are good.')
  .max(256, 'Use at most 256 characters.');

/** A password somebody has: never judged, only bounded. */
export const givenPassword = z.string().min(1, 'Type your password.').max(1024, 'That is longer than any password here.');

export const personName = line('The name', 120);
export const oneTimeToken = z.string().min(1).max(200);
export const locale = z.enum(['en'], 'Only English is available yet.');
export const timeZone = z.string().refine(isTimeZone, 'Choose a time zone from the list, such as Europe/Berlin.');

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value.length > 0;
  } catch {
    return false;
  }
}

export const signInInput = z.object({ email: emailAddress(), password: givenPassword });
export const becomeSystemAdminInput = z.object({
  token: oneTimeToken,
  email: emailAddress(),
  name: personName,
  password: newPassword,
  timeZone,
});
export const resetPasswordInput = z.object({ token: oneTimeToken, password: newPassword });
export const activateAccountInput = z.object({ token: oneTimeToken, name: personName, password: newPassword, locale, timeZone });
export const updateMyProfileInput = z.object({ name: personName, locale, timeZone });
export const changePasswordInput = z.object({ currentPassword: givenPassword, newPassword });
export const emailInput = z.object({ email: emailAddress() });
export const inviteUserInput = z.object({
  email: emailAddress(),
  name: personName,
  role: z.enum(['TENANT_ADMIN', 'MEMBER'], 'Choose a role.'),
});

export type SignInInput = z.infer<typeof signInInput>;
export type BecomeSystemAdminInput = z.infer<typeof becomeSystemAdminInput>;
export type ResetPasswordInput = z.infer<typeof resetPasswordInput>;
export type ActivateAccountInput = z.infer<typeof activateAccountInput>;
export type UpdateMyProfileInput = z.infer<typeof updateMyProfileInput>;
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;
export type InviteUserInput = z.infer<typeof inviteUserInput>;
