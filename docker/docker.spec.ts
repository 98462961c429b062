import { existsSync, readFileSync } from 'node:fs';
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

describe('the Dockerfile', () => {
  it.each(['api', 'worker', 'console'])('has the target %s, which runs as an unprivileged user', (target) => {
    const users = linesOf(target).filter((line) => line.startsWith('USER '));

    expect(users.at(-1)).toBe('USER node');
  });

  it.each(['api', 'worker', 'console'])('starts %s from a file that the build makes', (target) => {
    const command = linesOf(target).findLast((line) => line.startsWith('CMD ')) ?? '';
    const [program, entry] = JSON.parse(command.slice(4)) as [string, string];

    expect(program).toBe('node');
    expect(existsSync(path.join(root, entry))).toBe(true);
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

  it('says that it was not built here', () => {
    expect(dockerfile).toContain('Not built here');
    expect(compose).toContain('Not built here');
  });
});

describe('the compose file', () => {
  it('builds only targets that exist', () => {
    const targets = [...compose.matchAll(/target: (\w+)/g)].map(([, target]) => target!);

    expect(new Set(targets)).toEqual(new Set(['api', 'worker', 'console']));
    for (const target of targets) expect(stages.map((stage) => stage.name)).toContain(target);
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
