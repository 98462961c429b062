import type { AccountMail, RenderOptions } from './account-mail.ts';
import { messages } from './messages.ts';
import type { Messages } from './messages.ts';
import { formatMoment } from './moment.ts';
import { cleanLine, nameInSubject, nameInText } from './names.ts';
import { serviceNotice } from './service-notice.ts';

/** One mail as clean, escaped-nowhere text: the HTML layout and the plain text both show exactly this. */
export interface MailContent {
  subject: string;
  heading: string;
  greeting: string;
  paragraphs: string[];
  /** Somebody else's words, set apart: a server's answer. */
  detail: string | null;
  /** A security notice's "if this wasn't you". */
  ifNotYou: string | null;
  action: { label: string; link: string; ends: string | null } | null;
  caution: string | null;
  why: string;
}

/** What the kinds of mail differ in. */
export type Part = Pick<MailContent, 'subject' | 'heading' | 'paragraphs' | 'why'> &
  Partial<Pick<MailContent, 'detail' | 'ifNotYou' | 'action' | 'caution'>>;

export interface Context {
  t: Messages;
  product: { inText: string; inSubject: string };
  moment: (date: Date) => string;
}

/** Puts the sentences of one mail together; every value is cleaned here. */
export function contentOf(mail: AccountMail, options: RenderOptions): MailContent {
  const t = messages[options.locale];
  const product = options.branding.productName;
  const context: Context = {
    t,
    product: { inText: nameInText(product), inSubject: nameInSubject(product) },
    moment: (date) => formatMoment(date, t.dateLocale, options.timeZone),
  };
  const name = options.recipientName === null ? '' : nameInText(options.recipientName);
  const greeting = name === '' ? t.greetingWithoutName : t.greeting(name);
  return { greeting, detail: null, ifNotYou: null, action: null, caution: null, ...partOf(mail, context) };
}

function partOf(mail: AccountMail, context: Context): Part {
  switch (mail.kind) {
    case 'INVITATION':
      return invitation(mail, context);
    case 'ACTIVATION':
      return activation(mail, context);
    case 'PASSWORD_RESET':
      return passwordReset(mail, context);
    case 'EMAIL_CHANGE':
      return emailChange(mail, context);
    case 'EMAIL_APPROVAL':
      return emailApproval(mail, context);
    case 'SECURITY_NOTICE':
      return securityNotice(mail, context);
    case 'SERVICE_NOTICE':
      return serviceNotice(mail, context);
    case 'TEST':
      return test(mail, context);
  }
}

type Of<Kind extends AccountMail['kind']> = Extract<AccountMail, { kind: Kind }>;

function invitation(mail: Of<'INVITATION'>, context: Context): Part {
  const { t, product } = context;
  const tenant = nameInText(mail.tenantName) || t.unnamedTenant;
  return {
    subject: t.invitation.subject(nameInSubject(mail.tenantName) || t.unnamedTenant, product.inSubject),
    heading: t.invitation.heading(tenant),
    paragraphs: [t.invitation.body(nameInText(mail.invitedByName) || t.unnamedInviter, tenant, product.inText)],
    action: linkUntil(t.invitation.action, mail, context),
    caution: t.invitation.caution,
    why: t.invitation.why(tenant),
  };
}

function activation(mail: Of<'ACTIVATION'>, context: Context): Part {
  const { t, product } = context;
  const tenant = mail.tenantName === null ? '' : nameInText(mail.tenantName);
  const subjectTenant = mail.tenantName === null ? '' : nameInSubject(mail.tenantName);
  return {
    subject:
      subjectTenant === '' ? t.activation.subject(product.inSubject) : t.activation.subjectForTenant(subjectTenant, product.inSubject),
    heading: t.activation.heading,
    paragraphs: [tenant === '' ? t.activation.body(product.inText) : t.activation.bodyForTenant(tenant, product.inText)],
    action: linkUntil(t.activation.action, mail, context),
    caution: t.activation.caution,
    why: t.activation.why,
  };
}

function passwordReset(mail: Of<'PASSWORD_RESET'>, context: Context): Part {
  const { t, product } = context;
  return {
    subject: t.passwordReset.subject(product.inSubject),
    heading: t.passwordReset.heading,
    paragraphs: [t.passwordReset.body(product.inText)],
    action: linkUntil(t.passwordReset.action, mail, context),
    caution: t.passwordReset.caution,
    why: t.passwordReset.why,
  };
}

function emailChange(mail: Of<'EMAIL_CHANGE'>, context: Context): Part {
  const { t, product } = context;
  return {
    subject: t.emailChange.subject(product.inSubject),
    heading: t.emailChange.heading,
    paragraphs: [t.emailChange.body(address(mail.newEmail), product.inText)],
    action: linkUntil(t.emailChange.action, mail, context),
    caution: t.emailChange.caution,
    why: t.emailChange.why,
  };
}

function emailApproval(mail: Of<'EMAIL_APPROVAL'>, context: Context): Part {
  const { t, product } = context;
  return {
    subject: t.emailApproval.subject(product.inSubject),
    heading: t.emailApproval.heading,
    paragraphs: [t.emailApproval.body(address(mail.presentEmail), address(mail.newEmail), product.inText)],
    action: linkUntil(t.emailApproval.action, mail, context),
    caution: t.emailApproval.caution,
    why: t.emailApproval.why,
  };
}

function securityNotice(mail: Of<'SECURITY_NOTICE'>, context: Context): Part {
  const { t, product, moment } = context;
  if (mail.event === 'EMAIL_CHANGED') {
    return {
      subject: t.emailChanged.subject(product.inSubject),
      heading: t.emailChanged.heading,
      paragraphs: [t.emailChanged.body(address(mail.newEmail), product.inText)],
      ifNotYou: t.emailChanged.ifNotYou,
      action: linkUntil(t.emailChanged.action, mail, context),
      why: t.securityWhy,
    };
  }
  if (mail.event === 'FAILED_SIGN_INS') {
    return {
      subject: t.failedSignIns.subject(product.inSubject),
      heading: t.failedSignIns.heading,
      paragraphs: [t.failedSignIns.body(mail.count, moment(mail.at), product.inText), t.failedSignIns.slowed],
      ifNotYou: t.failedSignIns.ifNotYou,
      why: t.securityWhy,
    };
  }
  if (mail.event === 'NEW_BROWSER') {
    return {
      subject: t.newBrowser.subject(product.inSubject),
      heading: t.newBrowser.heading,
      paragraphs: [
        t.newBrowser.body(moment(mail.at), nameInText(mail.browser) || t.unnamedBrowser, nameInText(mail.network), product.inText),
      ],
      ifNotYou: t.newBrowser.ifNotYou,
      why: t.securityWhy,
    };
  }
  const sentences = mail.event === 'ACTIVATED' ? t.activated : t.passwordChanged;
  return {
    subject: sentences.subject(product.inSubject),
    heading: sentences.heading,
    paragraphs: [sentences.body(product.inText)],
    ifNotYou: sentences.ifNotYou,
    why: t.securityWhy,
  };
}

function test(mail: Of<'TEST'>, context: Context): Part {
  const { t, product, moment } = context;
  const person = nameInText(mail.requestedBy) || t.unnamedPerson;
  return {
    subject: t.test.subject(product.inSubject),
    heading: t.test.heading,
    paragraphs: [t.test.body(product.inText), t.test.requested(person, moment(mail.requestedAt))],
    why: t.test.why,
  };
}

function linkUntil(label: string, mail: { link: string; expiresAt: Date }, { t, moment }: Context): NonNullable<MailContent['action']> {
  // An invitation's link holds no token: it may be followed as often as one likes.
  const ends = 'invitedByName' in mail ? t.invitationEnds : t.linkEnds;
  return { label, link: mail.link, ends: ends(moment(mail.expiresAt)) };
}

/** RFC 5321 4.5.3.1: a path is at most 256 octets with its brackets. */
function address(email: string): string {
  return cleanLine(email, 254);
}
