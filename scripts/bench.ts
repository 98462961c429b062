import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from './build.ts';

// Figures, one a line: name, value, unit. Speed is measured here and nowhere asserted; compare ratios within one run.
await buildIfChanged((sentence) => console.error(sentence));
const root = path.resolve(import.meta.dirname, '..');
for (const file of ['apps/api/bench/product.bench.ts']) {
  const { status } = spawnSync(process.execPath, [file], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
