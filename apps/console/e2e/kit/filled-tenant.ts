import { dayMs } from '@posthorn/contracts';
import type { Things } from './pages.ts';
import type { Person } from './people.ts';
import { addProfile, createKey, sendMail } from './sending.ts';
import type { World } from './world.ts';

/** What a tenant that sends mail has: profiles, keys of its programs, messages that arrived, wait and failed. */
export async function fillTenant(
  world: World,
  admin: Person,
): Promise<Pick<Things, 'profileId' | 'tenantMessageId' | 'oauthClientId' | 'tokenProfileId'>> {
  const backup = await addProfile(admin, 'Backup', world.mail, { description: 'The provider of the head office.' });
  const relay = await addProfile(admin, 'Plant relay', world.mail, { fromName: 'Halden Rail', fallbackId: backup.id });
  await admin.client.run(`mutation ($id: ID!) { setDefaultEmailProfile(id: $id) { id } }`, { id: relay.id });
  const oauthClientId = await addMicrosoftClient(admin);
  const microsoft = { host: 'smtp.office365.com', port: 587 };
  const tokens = await addProfile(admin, 'Shift reports', microsoft, {
    preset: 'microsoft365',
    security: 'STARTTLS_REQUIRED',
    fromAddress: 'shifts@halden-rail.example',
    username: 'shifts@halden-rail.example',
    authentication: 'OAUTH2',
    oauth: { clientId: oauthClientId, interactive: true },
  });
  await createKey(admin, { name: 'Ignition gateway', scopes: ['MESSAGES_SEND', 'MESSAGES_READ'], lanes: ['ALARM', 'BULK'] });
  const inTenDays = new Date(Date.now() + 10 * dayMs).toISOString();
  await createKey(admin, { name: 'Nightly report', profileIds: [relay.id], expiresAt: inTenDays });

  const nextMorning = new Date(Date.now() + 14 * 3_600_000).toISOString();
  await sendMail(admin, {
    to: ['board@halden-rail.example'],
    subject: 'Weekly report: signal boxes',
    sendAt: nextMorning,
    tags: ['report'],
  });
  const to = ['anna.lindqvist@halden-rail.example', 'full.mailbox@halden-rail.example', 'gone.away@halden-rail.example'];
  const sent = await sendMail(admin, {
    to,
    subject: 'Point heater 7 at Moss station is off',
    html: '<h1>Point heater 7</h1><p>Temperature -9 C, heater 7 draws no current since 04:12.</p>',
    attachments: [
      { name: 'trend.csv', contentType: 'text/csv', content: Buffer.from('04:10;11.2\n04:11;11.1\n04:12;0\n').toString('base64') },
    ],
    headers: [{ name: 'X-Station', value: 'Moss' }],
    tags: ['heaters', 'moss'],
    lane: 'ALARM',
  });
  await world.inbox.next('anna.lindqvist@halden-rail.example');
  const tenantMessageId = sent.get('full.mailbox@halden-rail.example');
  return { profileId: relay.id, tenantMessageId, oauthClientId, tokenProfileId: tokens.id };
}

/** Its secret ends soon; nobody has granted a token with it. */
async function addMicrosoftClient(admin: Person): Promise<string> {
  const { createOAuthClient } = await admin.client.run<{ createOAuthClient: { client: { id: string } } }>(
    `mutation ($input: OAuthClientInput!) { createOAuthClient(input: $input) { client { id } } }`,
    {
      input: {
        name: 'Microsoft 365',
        provider: 'microsoft365',
        directory: 'halden-rail.example',
        clientId: '7b6f1c1e-52c3-4f0a-9d3e-1b2f5a6c7d8e',
        authentication: 'CLIENT_SECRET_POST',
        secretAction: 'REPLACE',
        secret: 'of a registration that is none',
        secretExpiresAt: new Date(Date.now() + 40 * dayMs).toISOString(),
      },
    },
  );
  return createOAuthClient.client.id;
}
