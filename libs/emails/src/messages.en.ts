/**
 * Every sentence of our account mails. Another language is another file of the type `Messages`: the compiler then asks
 * for each of these. Values put in are already cleaned and cut.
 */
export const en = {
  dateLocale: 'en-GB',
  greeting: (name: string) => `Hello ${name},`,
  greetingWithoutName: 'Hello,',
  unnamedTenant: 'an organisation',
  unnamedInviter: 'An administrator',
  unnamedPerson: 'an administrator',
  unnamedSubject: 'Entry without a name',
  linkBelow: 'If the button does not work, copy this address into your browser:',
  linkEnds: (moment: string) => `The link works once, until ${moment}.`,
  invitationEnds: (moment: string) => `You can accept until ${moment}.`,
  why: 'Why you get this mail:',
  help: (address: string) => `Questions? Write to ${address}.`,
  sentBy: (product: string) => `Sent by ${product}.`,
  openProduct: (product: string) => `Open ${product}`,
  ifNotYou: 'If this wasn’t you',

  invitation: {
    subject: (tenant: string, product: string) => `Join ${tenant} on ${product}`,
    heading: (tenant: string) => `You are invited to ${tenant}`,
    body: (inviter: string, tenant: string, product: string) =>
      `${inviter} invites you to ${tenant} on ${product}. You already have an account: open the invitation and sign in as usual to accept it.`,
    action: 'Open the invitation',
    caution: 'Nothing changes until you accept. If you do not know the sender, leave this mail alone.',
    why: (tenant: string) => `an administrator of ${tenant} entered this address.`,
  },
  activation: {
    subject: (product: string) => `Activate your ${product} account`,
    subjectForTenant: (tenant: string, product: string) => `Activate your ${product} account for ${tenant}`,
    heading: 'Activate your account',
    body: (product: string) => `An account on ${product} is ready for you. Choose a password to activate it.`,
    bodyForTenant: (tenant: string, product: string) =>
      `${tenant} has set up an account on ${product} for you. Choose a password to activate it.`,
    action: 'Choose a password',
    caution: 'Did you not expect an account? Then leave this mail alone: without the link the account stays closed.',
    why: 'an administrator set up an account with this address, or somebody asked for a new activation link.',
  },
  passwordReset: {
    subject: (product: string) => `Choose a new ${product} password`,
    heading: 'Choose a new password',
    body: (product: string) => `Somebody asked for a new password for your ${product} account. Here you can choose one.`,
    action: 'Choose a new password',
    caution: 'If this wasn’t you, do nothing: your password stays as it is. The link was sent to this address only.',
    why: 'somebody entered this address on the page for forgotten passwords.',
  },
  emailChange: {
    subject: (product: string) => `Confirm your new ${product} address`,
    heading: 'Confirm your new address',
    body: (email: string, product: string) =>
      `You asked to use ${email} for your ${product} account. Confirm it, and from then on you sign in with it and get mail there.`,
    action: 'Confirm the address',
    caution: 'If you did not ask for this, leave this mail alone: without the link the account keeps its old address.',
    why: 'somebody entered this address as the new address of an account.',
  },
  emailApproval: {
    subject: (product: string) => `May your ${product} account move to another address?`,
    heading: 'May the account move on?',
    body: (present: string, next: string, product: string) =>
      `The address of your ${product} account was changed from this one to ${present} within the last 72 hours. Now somebody signed in there asks to change it to ${next}. Because this address may still take the first change back, it is asked first.`,
    action: 'Look at the change',
    caution:
      'If you know nothing of this, leave this mail alone: nothing changes. Take the first change back with the link in the mail about it.',
    why: 'this was the address of an account until a short time ago.',
  },
  failedSignIns: {
    subject: (product: string) => `Failed sign-ins to your ${product} account`,
    heading: 'Somebody tries to sign in as you',
    body: (count: number, moment: string, product: string) =>
      `${count} sign-ins to your ${product} account failed one after the other, the last at ${moment}.`,
    slowed: 'Further tries are slowed down. Browsers you have signed in with before are not.',
    ifNotYou:
      'Your password held. If others may know it, or if you use it elsewhere, change it under “E-mail and password”. If it was you, reset it from the sign-in page.',
  },
  newBrowser: {
    subject: (product: string) => `New sign-in to your ${product} account`,
    heading: 'A new browser signed in',
    body: (moment: string, browser: string, network: string, product: string) =>
      `At ${moment} somebody signed in to your ${product} account with a browser that was not used before: ${browser}, from ${network}.`,
    ifNotYou: 'Reset the password from the sign-in page now, which signs out everybody. If it was you, there is nothing to do.',
  },
  unnamedBrowser: 'a browser that does not say which',
  activated: {
    subject: (product: string) => `Your ${product} account is active`,
    heading: 'Your account is active',
    body: (product: string) => `A password was chosen for your ${product} account. You can now sign in with this address.`,
    ifNotYou:
      'Somebody who can read your mail used the activation link. Reset the password from the sign-in page now, which signs out everybody, and secure your mailbox.',
  },
  passwordChanged: {
    subject: (product: string) => `Your ${product} password was changed`,
    heading: 'Your password was changed',
    body: (product: string) => `The password of your ${product} account was changed. All other sessions were signed out.`,
    ifNotYou: 'Reset the password from the sign-in page now, which signs out everybody, and check your sessions under your account.',
  },
  emailChanged: {
    subject: (product: string) => `Your ${product} address was changed`,
    heading: 'Your address was changed',
    body: (email: string, product: string) =>
      `Your ${product} account now belongs to ${email}. That address signs in and gets its mail; this one no longer does.`,
    ifNotYou:
      'Take the change back with the link in this mail. It restores this address, signs out everybody and asks for a new password. If you made the change, there is nothing to do.',
    action: 'Take the change back',
  },
  securityWhy: 'we tell you about each change to the security of your account. These mails can’t be turned off.',
  ofTenant: (name: string, tenant: string) => `${name} of ${tenant}`,
  mailWaits: 'Its mail waits, and goes out as soon as that is mended. What waits longer than it may is given up, and shown so in the log.',
  mailGoesUntil: (moment: string) => `Mail still goes out with the access token that is held, until ${moment}. From then on it waits.`,
  mailGoes: 'Mail still goes out with the access token that is held, as long as the mail server takes it. After that it waits.',
  profileParked: {
    subject: (name: string) => `Mail is on hold: ${name} can’t sign in to its mail server`,
    heading: 'Mail is on hold',
    body: (name: string, since: string) => `${name} can’t sign in to its mail server. Its mail is on hold since ${since}.`,
    act: 'Do as the details below say. Sign-in is tried again every ten minutes, and at once when the settings are saved.',
  },
  secretExpiring: {
    subject: (name: string, days: number) => `The client secret of ${name} ${endsIn(days)}`,
    heading: (days: number) => (days === 0 ? 'A client secret has ended' : 'A client secret is about to end'),
    body: (name: string, days: number, moment: string) =>
      `The secret that ${name} shows to the identity provider ${days === 0 ? 'ended' : 'ends'} on ${moment}, as was entered with it.`,
    mail: 'Without a secret that works no access token is renewed: the mail of every setup that uses it waits once the token it holds has expired.',
    act: 'Make a new secret at the identity provider and enter it here, with its end. Tokens that are held stay.',
  },
  tokenExpiring: {
    subject: (name: string, days: number) => `The refresh token of ${name} ${endsIn(days)}`,
    heading: 'A refresh token is about to end',
    body: (name: string, moment: string) => `The refresh token of ${name} ends on ${moment}.`,
    mail: 'Until then mail goes out as ever. After that no access token can be had without a person’s consent, and mail waits.',
    act: 'Grant a new token before then: that takes a person who signs in at the identity provider and consents.',
    actByUse: 'It ends because it is not used. Refresh the token on its page, or grant a new one.',
  },
  consentLost: {
    subject: (name: string) => `Consent needed: ${name} gets no new access token`,
    heading: 'A person must consent again',
    body: (name: string, since: string) =>
      `Since ${since} the identity provider renews the access token of ${name} no more. Only a person who consents again can change that.`,
    act: 'Grant a new token: sign in at the identity provider and consent.',
  },
  refreshFailing: {
    subject: (name: string) => `${name} can’t renew its access token`,
    heading: 'An access token can’t be renewed',
    body: (name: string, since: string) => `Since ${since} ${name} gets no new access token from the identity provider.`,
    act: 'Do as the details below say, then refresh the token.',
    actRetried: 'It is tried again by itself. If it lasts, do as the details below say.',
  },
  nobodyTold: {
    subject: (name: string) => `Nobody was told: ${name}`,
    heading: 'Nobody was told',
    body: (name: string) => `${name} reached nobody: every way to its recipients failed. Please look at it yourself.`,
  },
  serviceWhy: 'you administer this part of the platform.',
  serviceWhyOf: (tenant: string) => `you administer ${tenant}.`,
  detail: 'Details:',
  test: {
    subject: (product: string) => `${product} test mail`,
    heading: 'It works',
    body: (product: string) => `This is a test mail of ${product}. That you can read it means the mail settings work.`,
    requested: (person: string, moment: string) => `Requested by ${person} on ${moment}.`,
    why: 'an administrator entered this address to test the mail settings.',
  },
} as const;

function endsIn(days: number): string {
  if (days === 0) return 'has ended';
  return days === 1 ? 'ends within a day' : `ends in ${days} days`;
}
