import path from 'node:path';

/** One configuration for every workspace: TypeScript through swc, as ES modules, decorators for NestJS. */
const everyProject = {
  rootDir: import.meta.dirname,
  // Of each project: jest does not hand it down, and the default is the temp folder, which every run has of its own. Kept, it holds what
  // swc made and how long each spec took, so that the next run starts with the longest.
  cacheDirectory: path.join(import.meta.dirname, 'node_modules/.cache/jest'),
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  modulePathIgnorePatterns: ['/dist/', '/.next/'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true, tsx: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
};
const ignored = ['/node_modules/', '/dist/', '/.next/', '/.posthorn/'];

/** Specs of these folders share one PostgreSQL, started before the first of them. The others must not pay for it. */
const onPostgres = ['<rootDir>/apps/api/**/*.spec.ts', '<rootDir>/libs/database/**/*.spec.ts'];
const journeys = '<rootDir>/apps/console/e2e/';
const sharedPostgres = {
  globalSetup: '<rootDir>/libs/testing/src/jest-postgres-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest-postgres-teardown.ts',
};

export default {
  testTimeout: 30_000,
  projects: [
    {
      ...everyProject,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,scripts,docker}/**/*.spec.{ts,tsx}'],
      testPathIgnorePatterns: [...ignored, '<rootDir>/apps/api/', '<rootDir>/libs/database/', journeys],
    },
    {
      ...everyProject,
      ...sharedPostgres,
      displayName: 'database',
      testMatch: onPostgres,
      testPathIgnorePatterns: ignored,
    },
    {
      ...everyProject,
      ...sharedPostgres,
      displayName: 'journeys',
      testMatch: [`${journeys}**/*.spec.ts`],
      testPathIgnorePatterns: ignored,
    },
  ],
};
