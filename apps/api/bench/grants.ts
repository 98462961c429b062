import { defaultOAuth } from '@posthorn/contracts';
import { platformTenantId, type Database } from '@posthorn/database';
import type { TestOAuthServer } from '@posthorn/testing';
import { v7 as uuidv7 } from 'uuid';
import { accessTokenContext, hashOf, jitterOf, refreshTokenContext } from '../src/grants/grant-rows.ts';
import { clientSecretContext } from '../src/oauth/registration.ts';
import type { MailDatabase, TestProfile } from '../test/delivery/mail-in-database.ts';
import type { Product } from './product.ts';

const secret = 'test-client-secret';
const scope = 'openid email offline_access https://mail.test/SMTP.Send';
/** Each tenant has a client of its own, as tenants of one installation do. */
const profilesPerTenant = 50;

interface Place {
  product: Product;
  database: Database;
  rows: MailDatabase;
  provider: TestOAuthServer;
  smtp: { host: string; port: number };
}

export interface GrantedProfile extends TestProfile {
  mailbox: string;
}

/** Profiles whose access tokens have expired and whose refresh tokens the provider knows; none is due before {@link dueNow}. */
export async function makeGrants(place: Place, count: number): Promise<GrantedProfile[]> {
  await openEgress(place);
  const profiles: GrantedProfile[] = [];
  for (let made = 0; made < count; made += profilesPerTenant)
    profiles.push(...(await makeTenant(place, Math.min(profilesPerTenant, count - made), made)));
  return profiles;
}

/** All at once, as after an outage. */
export async function dueNow(rows: MailDatabase): Promise<void> {
  await rows.query(`update oauth_grant set next_refresh_at = clock_timestamp()`);
  await rows.query(`select pg_notify('grants', '')`);
}

async function openEgress({ database, provider, smtp }: Place): Promise<void> {
  for (const { host, port } of [smtp, { host: '127.0.0.1', port: provider.port }]) {
    const rule = { tenantId: platformTenantId, host, port };
    await database.asSystem('the benchmark’s servers', (tx) =>
      tx.egressRule.upsert({
        where: { tenantId_host_port: rule },
        create: { ...rule, allowCleartextAuth: true },
        update: { allowCleartextAuth: true },
      }),
    );
  }
}

async function makeTenant(place: Place, count: number, from: number): Promise<GrantedProfile[]> {
  const tenantId = uuidv7();
  await place.rows.query('insert into tenant (id, name, name_key) values ($1, $2, $2)', [tenantId, `tenant ${tenantId}`]);
  const clientId = await makeClient(place, tenantId);
  const profiles: GrantedProfile[] = [];
  for (let n = 0; n < count; n += 1)
    profiles.push({ ...(await place.rows.addProfile({ tenantId })), mailbox: `mailbox${from + n}@bench.example` });
  const grants = await Promise.all(profiles.map((profile) => grantOf(place, profile, clientId)));
  const { host, port } = place.smtp;
  await place.database.asSystem('profiles for the benchmark', async (tx) => {
    await tx.emailProfile.createMany({
      data: profiles.map(({ profileId: id, mailbox }) => ({
        tenantId,
        id,
        name: mailbox,
        fromAddress: mailbox,
        host,
        port,
        security: 'NONE',
        username: mailbox,
        authentication: 'OAUTH2',
        oauthClientId: clientId,
        oauth: { ...defaultOAuth, interactive: true, clientId },
      })),
    });
    await tx.oAuthGrant.createMany({ data: grants });
  });
  return profiles;
}

async function makeClient({ product: { vault }, database, provider }: Place, tenantId: string): Promise<string> {
  const { issuer, endpoints } = provider;
  const id = uuidv7();
  await database.asSystem('a client for the benchmark', (tx) =>
    tx.oAuthClient.create({
      data: {
        tenantId,
        id,
        name: 'Bench',
        nameKey: 'bench',
        provider: 'generic',
        clientId: 'posthorn',
        scope,
        issuer,
        promisesIssuer: true,
        authentication: 'CLIENT_SECRET_BASIC',
        secret: Uint8Array.from(vault.seal(secret, clientSecretContext({ tenantId, id }))),
        authorizationUrl: endpoints.authorization,
        tokenUrl: endpoints.token,
        revocationUrl: endpoints.revocation,
      },
    }),
  );
  return id;
}

async function grantOf({ product: { vault }, provider }: Place, profile: GrantedProfile, clientId: string) {
  const { tenantId, profileId, mailbox } = profile;
  const refreshToken = await provider.issueRefreshToken(mailbox);
  const accessToken = `expired ${profileId}`;
  const before = new Date(Date.now() - 3_600_000);
  return {
    tenantId,
    profileId,
    clientId,
    flow: 'AUTHORIZATION_CODE' as const,
    jitter: jitterOf(profileId),
    generation: 1,
    scope,
    accessToken: Uint8Array.from(vault.seal(accessToken, accessTokenContext(profile))),
    accessTokenHash: hashOf(accessToken),
    obtainedAt: before,
    expiresAt: new Date(before.getTime() + 1_000),
    grantedAt: before,
    refreshUsedAt: before,
    refreshToken: Uint8Array.from(vault.seal(refreshToken, refreshTokenContext(profile))),
    refreshTokenHash: hashOf(refreshToken),
  };
}
