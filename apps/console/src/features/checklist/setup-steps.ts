import type { ChecklistKey } from '@/generated/graphql.ts';

export interface SetupStep {
  title: string;
  help: string;
  /** Where it is done; null: outside the console. */
  href: ((tenantPath: string) => string) | null;
}

/** The setup checklist in words; which steps there are, and which are done, the API says. */
export const setupSteps: Record<ChecklistKey, SetupStep> = {
  PUBLIC_URL: {
    title: 'Set the public URL',
    help: 'Every link in every mail starts with it. Set POSTHORN_PUBLIC_URL and start again.',
    href: null,
  },
  PLATFORM_MAIL: {
    title: 'Set up platform mail',
    help: 'The mail server that carries activation and reset mail. Until then the sandbox catches it all.',
    href: () => '/system/mail',
  },
  TEST_MAIL: {
    title: 'Send a test mail',
    help: 'To yourself, over the saved settings, before anybody else depends on them.',
    href: () => '/system/mail#test',
  },
  FIRST_TENANT: {
    title: 'Create the first tenant',
    help: 'A tenant has its own people, mail profiles and sandbox, walled off from the others.',
    href: () => '/system/tenants?create=1',
  },
  TENANT_ADMIN: {
    title: 'Invite a tenant admin',
    help: 'They invite their own people and set up their own mail.',
    // On the system's checklist there is no tenant yet whose users one could open.
    href: (tenantPath) => (tenantPath === '' ? '/system/tenants' : `${tenantPath}/users?invite=1`),
  },
  EMAIL_PROFILE: {
    title: 'Set up an email profile',
    help: 'A mail server and a sender. Pick your provider; a check tells at once whether it works.',
    href: (tenantPath) => `${tenantPath}/profiles/new`,
  },
  EMAIL_PROFILE_TEST: {
    title: 'Send a test message',
    help: 'Over the saved profile, to yourself, before an alarm depends on it.',
    href: (tenantPath) => `${tenantPath}/profiles`,
  },
  API_KEY: {
    title: 'Create an API key',
    help: 'With it your programs send mail. It is shown once.',
    href: (tenantPath) => `${tenantPath}/keys?create=1`,
  },
  FIRST_MEMBER: {
    title: 'Invite the first member',
    help: 'They get a mail with a link, choose a password and are in.',
    href: (tenantPath) => `${tenantPath}/users?invite=1`,
  },
  OWN_SANDBOX: {
    title: 'Try your sandbox',
    help: 'A mail server that catches what your systems send and delivers none of it. It needs a password first.',
    href: (tenantPath) => `${tenantPath}/sandbox`,
  },
};
