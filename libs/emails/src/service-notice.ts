import type { AccountMail } from './account-mail.ts';
import type { Context, Part } from './content.ts';
import { cleanLine, nameInSubject, nameInText } from './names.ts';

type Notice = Extract<AccountMail, { kind: 'SERVICE_NOTICE' }>;
/** Since when it is so, what it means for the mail, and what to do: a paragraph each. */
type Said = Pick<Part, 'subject' | 'heading' | 'paragraphs'>;

/** Why mail stands still, or soon will, and who can mend it where. */
export function serviceNotice(mail: Notice, context: Context): Part {
  const { t, product } = context;
  const tenant = mail.tenantName === null ? '' : nameInText(mail.tenantName);
  return {
    ...saidOf(mail, tenant, context),
    detail: 'detail' in mail ? cleanLine(mail.detail, 600) || null : null,
    action: { label: t.openProduct(product.inText), link: mail.link, ends: null },
    why: tenant === '' ? t.serviceWhy : t.serviceWhyOf(tenant),
  };
}

function saidOf(mail: Notice, tenant: string, context: Context): Said {
  const { t, moment } = context;
  const short = nameInSubject(mail.subjectName) || t.unnamedSubject;
  const alone = nameInText(mail.subjectName) || t.unnamedSubject;
  const name = tenant === '' ? alone : t.ofTenant(alone, tenant);
  switch (mail.event) {
    case 'PROFILE_PARKED': {
      const { subject, heading, body, act } = t.profileParked;
      return { subject: subject(short), heading, paragraphs: [body(name, moment(mail.since)), t.mailWaits, act] };
    }
    case 'CONSENT_LOST': {
      const { subject, heading, body, act } = t.consentLost;
      return { subject: subject(short), heading, paragraphs: [body(name, moment(mail.since)), tokenLeft(mail, context), act] };
    }
    case 'REFRESH_FAILING': {
      const { subject, heading, body, act, actRetried } = t.refreshFailing;
      const paragraphs = [body(name, moment(mail.since)), tokenLeft(mail, context), mail.retried ? actRetried : act];
      return { subject: subject(short), heading, paragraphs };
    }
    case 'NOBODY_TOLD':
      return { subject: t.nobodyTold.subject(short), heading: t.nobodyTold.heading, paragraphs: [t.nobodyTold.body(name)] };
    default:
      return ending(mail, { short, name }, context);
  }
}

type Ending = Extract<Notice, { event: 'SECRET_EXPIRING' | 'TOKEN_EXPIRING' }>;

function ending(mail: Ending, { short, name }: { short: string; name: string }, { t, moment }: Context): Said {
  const { daysLeft } = mail;
  const at = moment(mail.endsAt);
  if (mail.event === 'SECRET_EXPIRING') {
    const { subject, heading, body, mail: meaning, act } = t.secretExpiring;
    return { subject: subject(short, daysLeft), heading: heading(daysLeft), paragraphs: [body(name, daysLeft, at), meaning, act] };
  }
  const { subject, heading, body, mail: meaning, act, actByUse } = t.tokenExpiring;
  return { subject: subject(short, daysLeft), heading, paragraphs: [body(name, at), meaning, mail.extendedByUse ? actByUse : act] };
}

function tokenLeft({ usable, usableUntil }: { usable: boolean; usableUntil: Date | null }, { t, moment }: Context): string {
  if (!usable) return t.mailWaits;
  return usableUntil === null ? t.mailGoes : t.mailGoesUntil(moment(usableUntil));
}
