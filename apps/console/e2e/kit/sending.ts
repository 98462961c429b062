import type { Person } from './people.ts';
import type { ServerOf } from './checks.ts';

// Seeds what a tenant sends with, as its programs and its admin would.

export interface Profile {
  id: string;
  name: string;
}

/** Lets the platform and every tenant reach a server on this machine, with a password in clear where asked. */
export async function allowEgress(root: Person, { host, port }: ServerOf, allowCleartextAuth = false): Promise<void> {
  await root.client.run(`mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id } }`, {
    input: { host, port, allowCleartextAuth },
  });
}

/** A profile without TLS and without a password, unless `settings` say otherwise. */
export async function addProfile(
  admin: Person,
  name: string,
  { host, port }: ServerOf,
  settings: Record<string, unknown> = {},
): Promise<Profile> {
  const input = {
    name,
    fromAddress: 'alerts@plant.example.org',
    preset: 'custom',
    host,
    port,
    security: 'NONE',
    passwordAction: 'KEEP',
    timeoutMs: 5_000,
    ...settings,
  };
  const { createEmailProfile } = await admin.client.run<{ createEmailProfile: { profile: Profile } }>(
    `mutation ($input: EmailProfileInput!) { createEmailProfile(input: $input) { profile { id name } } }`,
    { input },
  );
  return createEmailProfile.profile;
}

/** Hands a mail in; answers with the ids of its messages, by recipient. */
export async function sendMail(admin: Person, input: { to: string[] } & Record<string, unknown>): Promise<Map<string, string>> {
  const { sendMail: sent } = await admin.client.run<{ sendMail: { messages: { id: string; recipient: string }[] } }>(
    `mutation ($input: SendMailInput!) { sendMail(input: $input) { messages { id recipient } } }`,
    { input: { subject: 'Point heater 7 is off', text: 'Temperature -9 C, heater 7 draws no current.', ...input } },
  );
  return new Map(sent.messages.map(({ id, recipient }) => [recipient, id]));
}

/** A key; answers with the key itself. */
export async function createKey(admin: Person, input: { name: string } & Record<string, unknown>): Promise<string> {
  const { createApiKey } = await admin.client.run<{ createApiKey: { secret: string } }>(
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }`,
    { input: { scopes: ['MESSAGES_SEND'], ...input } },
  );
  return createApiKey.secret;
}
