import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startFilledWorld } from '../apps/console/e2e/kit/filled-world.ts';
import { fillTheDay } from '../apps/console/e2e/kit/ageing.ts';
import { startGate, type Gate } from '../apps/console/e2e/kit/gate.ts';
import { pagesOf, type ConsolePage, type Things } from '../apps/console/e2e/kit/pages.ts';
import { startWorld, type World } from '../apps/console/e2e/kit/world.ts';
import { buildIfChanged } from './build.ts';
import { contactSheet, type Picture } from './contact-sheet.ts';
import { root } from './installation.ts';
import { Camera, type Readers, type State } from './screenshots-camera.ts';

// npm run screenshots                          every page, filled, empty, loading and failed, light and dark, 1440 and 390 wide
// npm run screenshots -- --out DIR             into another folder than .posthorn/screenshots
// npm run screenshots -- --readme               docs/console.png alone
// npm run screenshots -- --only system-mail    pages whose name has this

const startedAt = Date.now();
const argument = (name: string) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const out = path.resolve(root, argument('--out') ?? '.posthorn/screenshots');
const only = argument('--only') ?? '';
const pictures: Picture[] = [];

await buildIfChanged((sentence) => console.log(sentence));
mkdirSync(out, { recursive: true });
if (process.argv.includes('--readme')) await photographForReadme();
else {
  await photographFilled();
  await photographEmpty();
  writeFileSync(path.join(out, 'index.html'), contactSheet(pictures));
  sayWhatIsThere();
}

function sayWhatIsThere(): void {
  console.log(`${pictures.length} pictures after ${Math.round((Date.now() - startedAt) / 1000)} s: ${path.join(out, 'index.html')}`);
}

/** The overview of an installation in use, with one thing left to set up. */
async function photographForReadme(): Promise<void> {
  const { world } = await startFilledWorld({ publicUrl: 'http://posthorn.example.org', refusing: false, tested: false });
  try {
    await fillTheDay(world);
    const window = await world.browsing.open(world.root.client, { viewport: { width: 1440, height: 720 }, colorScheme: 'light' });
    await window.goto('/system', { waitUntil: 'networkidle' });
    await window.screenshot({ path: path.join(root, 'docs/console.png') });
  } finally {
    await world.stop();
  }
}

/** An installation in use: filled pages, then the same while the API takes its time, then while it does not answer. */
async function photographFilled(): Promise<void> {
  const gates: Gate[] = [];
  const filled = await startFilledWorld({ apiThrough: (apiUrl) => through(apiUrl, gates) });
  const readers = { STRANGER: undefined, SYSTEM_ADMIN: filled.world.root.client, TENANT_ADMIN: filled.admin.client };
  try {
    for (const state of ['filled', 'loading', 'error'] as const) await photograph(filled.world, readers, filled.things, state, gates[0]);
  } finally {
    await filled.world.stop();
    await gates[0]?.close();
  }
}

/** A fresh database: the system's pages while there is nothing but the system admin, a tenant's while it has nobody but its admin. */
async function photographEmpty(): Promise<void> {
  const world = await startWorld({ sandbox: true });
  try {
    const nobody = { STRANGER: undefined, TENANT_ADMIN: undefined };
    const system = { ...nobody, SYSTEM_ADMIN: world.root.client };
    await photograph(world, system, { tenantId: '' }, 'empty');
    const tenant = await world.people.createTenant(world.root, 'Halden Rail');
    const admin = await world.people.addTenantAdmin(world.root, tenant, 'Ingrid Halvorsen');
    await photograph(world, { ...nobody, TENANT_ADMIN: admin.client, SYSTEM_ADMIN: undefined }, { tenantId: tenant.id }, 'empty');
  } finally {
    await world.stop();
  }
}

async function through(apiUrl: string, gates: Gate[]): Promise<string> {
  gates.push(await startGate(apiUrl));
  return gates[0]!.url;
}

async function photograph(world: World, readers: Readers, things: Things, state: State, gate?: Gate): Promise<void> {
  const camera = new Camera(world.browsing, readers, out, gate);
  for (const page of pagesOf(things).filter(({ name }) => name.includes(only))) {
    const taken = await camera.take(page, state).catch((error: unknown) => sayMissing(page, state, error));
    pictures.push(...taken);
  }
  await camera.close();
  console.log(`${state}: ${pictures.filter((picture) => picture.state === state).length} pictures`);
}

function sayMissing(page: ConsolePage, state: State, error: unknown): [] {
  console.log(`No picture of ${page.name}, ${state}: ${(error as Error).message.split('\n')[0]}`);
  return [];
}
