import { setTimeout } from 'node:timers/promises';
import { fillTenant } from './filled-tenant.ts';
import { linkIn } from './inbox.ts';
import { freshEmail, type Person, type Tenant } from './people.ts';
import { sendPlainly } from './plain-smtp.ts';
import type { Things } from './pages.ts';
import { sendMailTo, startWorld, type World, type WorldOptions } from './world.ts';

export interface FilledWorld {
  world: World;
  tenant: Tenant;
  admin: Person;
  things: Things;
}

interface FilledOptions extends WorldOptions {
  /** Whether two mailboxes refuse their mail. Default true. */
  refusing?: boolean;
  /** Whether the test mail was sent, the last thing to set up. Default true. */
  tested?: boolean;
}

interface Listed {
  items: { id: string }[];
}

/** An installation in use: tenants, people in every state, mail that went out, waits and failed, captured mail. */
export async function startFilledWorld({ refusing = true, tested = true, ...options }: FilledOptions = {}): Promise<FilledWorld> {
  const refuseRecipient = (address: string) =>
    !refusing
      ? null
      : address.startsWith('gone')
        ? '550 5.1.1 No such user here'
        : address.startsWith('full')
          ? '452 4.2.2 Mailbox full'
          : null;
  const world = await startWorld({ sandbox: true, demo: true, seed: 'ADMIN', smtp: { refuseRecipient }, ...options });
  try {
    return await fill(world, tested);
  } catch (error) {
    await world.stop();
    throw error;
  }
}

async function fill(world: World, tested: boolean): Promise<FilledWorld> {
  const { people, root, inbox } = world;
  // The demo's invitations go to the sandbox, as on the first start; everything after them to a mail server.
  await capturedIn(root);
  await sendMailTo(world.mail, root);
  const tenant = await people.createTenant(root, 'Halden Rail');
  const admin = await people.addTenantAdmin(root, tenant, 'Ingrid Halvorsen');
  for (const name of ['Jonas Berg', 'Priya Raman', 'Lena Park', 'Omar Haddad']) await people.addMember(admin, tenant, name);
  for (const [email, name] of [
    ['gone.away@example.org', 'Viktor Lindqvist'],
    ['full.mailbox@example.org', 'Sofia Marchetti'],
  ] as const)
    await people.invite(admin, email, name);
  const invited = freshEmail('Aiko Tanaka');
  await people.invite(admin, invited, 'Aiko Tanaka');
  const activation = linkIn(await inbox.next(invited));

  const closed = await people.createTenant(root, 'Ostrava Steel');
  await root.client.run(`mutation ($id: ID!) { suspendTenant(id: $id, reason: "The contract ended in June.") { id } }`, { id: closed.id });
  await people.createTenant(root, 'Bluefin Logistics');
  if (tested) {
    await root.client.run(`mutation { testPlatformMail { id } }`);
    await inbox.next(root.email);
  }
  await people.stranger().run(`mutation ($email: String!) { requestPasswordReset(email: $email) }`, { email: admin.email });
  const reset = linkIn(await inbox.next(admin.email));
  const tenantCapturedId = await fillSandbox(world, admin);
  const sending = await fillTenant(world, admin);
  const { messages } = await root.client.run<{ messages: Listed }>(
    `{ messages(scope: ACCOUNT, filter: { states: [REJECTED] }) { items { id } } }`,
  );
  const things = { tenantId: tenant.id, messageId: messages.items[0]?.id, capturedId: await capturedIn(root) };
  return { world, tenant, admin, things: { ...things, ...sending, tenantCapturedId, activation, reset } };
}

/** Two mails from a program of the tenant; answers the newer one's id. */
async function fillSandbox({ product }: World, admin: Person): Promise<string | undefined> {
  const { resetSandboxPassword: access } = await admin.client.run<{ resetSandboxPassword: { username: string; password: string } }>(
    `mutation { resetSandboxPassword { username password } }`,
  );
  const server = { port: product.sandboxPort, ...access };
  const from = 'scada@halden-rail.example';
  const to = 'operations@halden-rail.example';
  await sendPlainly(server, { from, to, subject: 'Weekly report: signal boxes', text: 'All 42 signal boxes reported.' });
  await sendPlainly(server, {
    from,
    to,
    subject: 'Point heater 7 at Moss station is off',
    text: 'Temperature -9 C, heater 7 draws no current since 04:12.',
  });
  return capturedIn(admin);
}

/** The newest mail in somebody's sandbox, once there is one. */
async function capturedIn({ client }: Person): Promise<string> {
  for (const end = Date.now() + 15_000; Date.now() < end; await setTimeout(100)) {
    const { sandboxMessages } = await client.run<{ sandboxMessages: Listed }>(`{ sandboxMessages { items { id } } }`);
    const [newest] = sandboxMessages.items;
    if (newest) return newest.id;
  }
  throw new Error('No mail came to the sandbox.');
}
