import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const dockerfile = read('docker/Dockerfile');
const compose = read('docker/compose.yaml');
const manifest = JSON.parse(read('package.json')) as { devEngines: { packageManager: { version: string } } };

interface Stage {
  name: string;
  from: string;
  lines: string[];
}

function stagesOf(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const line of text.split('\n')) {
    const [, from, name] = /^FROM (\S+) AS (\S+)$/.exec(line) ?? [];
    if (from && name) stages.push({ from, name, lines: [] });
    else stages.at(-1)?.lines.push(line);
  }
  return stages;
}

const stages = stagesOf(dockerfile);
/** The lines of a stage and of those it is made from. */
const linesOf = (name: string): string[] => {
  const stage = stages.find((candidate) => candidate.name === name);
  return stage ? [...linesOf(stage.from), ...stage.lines] : [];
};

/** Our own packages that the API needs, those of its packages included. */
function librariesOf(folder: string): string[] {
  const { dependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as { dependencies?: Record<string, string> };
  const own = Object.keys(dependencies).flatMap((name) => (name.startsWith('@posthorn/') ? [name.replace('@posthorn', 'libs')] : []));
  return [...own, ...own.flatMap(librariesOf)];
}

/** A script and those that it imports, of the same folder. */
function scriptsOf(file: string): string[] {
  const imported = [...read(file).matchAll(/^import (?!type).* from '\.\/(.+)';$/gm)].map(([, name]) => `scripts/${name}`);
  return [file, ...imported.flatMap(scriptsOf)];
}

describe('the Dockerfile', () => {
  it('makes one image, which runs as an unprivileged user and knows how to tell its health', () => {
    const lines = linesOf('posthorn');

    expect(stages.at(-1)?.name).toBe('posthorn');
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    expect(lines.find((line) => line.startsWith('HEALTHCHECK '))).toMatch(/ CMD \["node", "apps\/api\/dist\/health\.js"\]$/);
  });

  it("takes along the API's own packages, and the script that migrates with what it imports", () => {
    const copied = linesOf('parts').join('\n');

    const libraries = [...copied.matchAll(/ (libs\/\w+)(?= |$)/gm)].map(([, name]) => name!);
    const scripts = [...copied.matchAll(/ (scripts\/[\w-]+\.ts)/g)].map(([, name]) => name!);
    expect([...new Set(libraries)].sort()).toEqual([...new Set(librariesOf('apps/api'))].sort());
    expect(new Set(scripts)).toEqual(new Set(scriptsOf('scripts/migrate.ts')));
  });

  it("takes along what the console's server imports; Next looks for the rest itself", () => {
    const files = ['apps/console/server.ts', ...globSync('apps/console/src/server/*.ts', { cwd: root })];
    const sources = files.filter((file) => !file.endsWith('.spec.ts')).map(read);
    const packages = sources.flatMap((source) =>
      [...source.matchAll(/^import (?!type).* from '(?!node:|\.)(.+)';$/gm)].map(([, name]) => name!),
    );
    const included = read('apps/console/next.config.ts');

    expect(packages).toContain('httpxy');
    for (const name of packages) expect(included).toContain(`'./node_modules/${name}/**'`);
  });

  it('installs and builds with the very commands that the clone uses', () => {
    const runs = linesOf('build').filter((line) => line.startsWith('RUN '));
    const { version } = manifest.devEngines.packageManager;

    expect(runs[0]).toBe(`RUN npx --yes pnpm@${version} install --frozen-lockfile`);
    expect(runs[1]).toBe('RUN turbo run build');
    expect(read('scripts/bootstrap.mjs')).toContain("'--yes', `pnpm@${pnpmVersion}`, 'install', '--frozen-lockfile'");
    expect(read('scripts/build.ts')).toMatch(/'run',\s*'build'/);
  });

  it('runs on the Node that npm installs here', () => {
    const [, installed] = /^ {2}node: npm:node@(\S+)$/m.exec(read('pnpm-workspace.yaml')) ?? [];

    for (const { from } of stages.filter((stage) => stage.from.startsWith('node:'))) expect(from).toBe(`node:${installed}-bookworm-slim`);
  });
});

describe('the compose file', () => {
  it('starts each part from a file that the build makes, with a root that nothing writes to', () => {
    const entries = [...compose.matchAll(/command: \['node', '([^']+)'\]/g)].map(([, entry]) => entry!);

    expect(entries).toEqual(['scripts/migrate.ts', 'apps/api/dist/main.js', 'apps/api/dist/worker.js', 'apps/console/server.ts']);
    for (const entry of entries) expect([entry, existsSync(path.join(root, entry))]).toEqual([entry, true]);
    expect(compose).toMatch(/^x-image: &image\n( {2}.*\n)* {2}read_only: true\n {2}tmpfs: \[\/tmp\]$/m);
  });

  it("gives the owner's URL to the migration alone", () => {
    const [, afterMigrate] = compose.split('\n  migrate:');
    const [migrate, others] = [afterMigrate!.split('\n  api:')[0]!, afterMigrate!.split('\n  api:')[1]!];

    expect(migrate).toContain('DATABASE_URL: postgresql://posthorn_owner');
    expect(others).not.toMatch(/^ +DATABASE_URL/m);
    expect(others).not.toContain('OWNER_PASSWORD');
  });

  it('sets only variables of the configuration table', () => {
    const variables = [...compose.matchAll(/^ +(POSTHORN_\w+):/gm)].map(([, name]) => name!);
    const readme = read('README.md');

    expect(variables.length).toBeGreaterThan(4);
    for (const name of variables) expect(readme).toContain(`\`${name}\``);
  });
});
