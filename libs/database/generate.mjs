// Generates the Prisma client. Prisma looks for its native schema engine first and would download it, though generating runs on
// WebAssembly alone: any file that exists stands in for the engine, so this one does.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync('prisma', ['generate', '--schema', path.join(import.meta.dirname, '../../prisma/schema'), '--no-hints'], {
  cwd: import.meta.dirname,
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(import.meta.url),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
  stdio: 'inherit',
});
process.exit(status ?? 1);
