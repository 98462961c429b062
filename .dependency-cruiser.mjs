/** Imports point one way: apps -> libs, resolver -> service -> database, feature -> platform. Errors from the first commit on. */
const feature = '^apps/api/src/(?!platform/)([^/]+)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Under ES modules two classes that import each other crash at load. A cycle that runs through `import type` is none at run time.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'libs-know-no-app', severity: 'error', from: { path: '^libs/' }, to: { path: '^(apps|scripts)/' } },
    { name: 'apps-know-no-other-app', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    {
      name: 'pure-libs',
      severity: 'error',
      comment: 'These libs must be usable without NestJS and without a database.',
      from: { path: '^libs/(smtp|egress|vault|oauth|passwords|alerting)/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['node_modules/(@nestjs|@prisma|prisma)/', '^libs/database/', '^(@nestjs/|@prisma/|@posthorn/database)'] },
    },
    {
      name: 'one-importer-of-prisma',
      severity: 'error',
      from: { pathNot: '^libs/database/' },
      to: { path: ['node_modules/(@prisma|prisma)/', '^@prisma/', '^libs/database/src/generated/'] },
    },
    {
      name: 'libs-through-their-index',
      severity: 'error',
      comment: 'The launcher runs before anything is generated or built, so it alone reaches past the index.',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/', '\\.css$'] },
    },
    {
      name: 'resolvers-ask-services',
      severity: 'error',
      from: { path: '\\.resolver\\.ts$' },
      to: { path: '^libs/database/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^apps/api/src/platform/', pathNot: '\\.spec\\.ts$' },
      to: { path: feature },
    },
    {
      name: 'no-doors-of-another-feature',
      severity: 'error',
      comment: 'What answers requests or runs jobs is a door from outside. A feature uses another one’s services, types and pure files.',
      from: { path: feature, pathNot: '\\.spec\\.ts$' },
      to: { path: `${feature}.*\\.(resolver|controller|job)\\.ts$`, pathNot: ['^apps/api/src/$1/', 'mail-queue/partitions\\.job\\.ts$'] },
    },
    {
      name: 'mail-queue-through-its-verbs',
      severity: 'error',
      comment: 'Locks, limits and statements of the queue are its own. What others call does one whole thing.',
      from: { path: '^apps/api/src/(?!mail-queue/)', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/api/src/mail-queue/', pathNot: '\\.(module|service|job)\\.ts$|/(message-states|day-limit|wake)\\.ts$' },
    },
    {
      name: 'delivery-serves-the-worker-alone',
      severity: 'error',
      from: { path: '^apps/api/src/(?!delivery/|worker\\.ts$)', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/api/src/delivery/' },
    },
    {
      name: 'console-has-no-database',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { path: ['^libs/(database|vault|smtp|egress)/', '^@posthorn/(database|vault|smtp|egress)'] },
    },
    {
      name: 'console-features-know-no-route',
      severity: 'error',
      comment: 'What two routes use stands in src/features or beside it; a route takes it from there, never the reverse.',
      from: { path: '^apps/console/src/(?!app/)' },
      to: { path: '^apps/console/src/app/' },
    },
    {
      name: 'console-areas-know-no-other-area',
      severity: 'error',
      comment: 'Public pages, the account, the platform and a tenant share through src/features: their layouts authorise different people.',
      from: { path: '^apps/console/src/app/\\(?(public|account|system|t)\\)?/' },
      to: { path: '^apps/console/src/app/\\(?(public|account|system|t)\\)?/', pathNot: '^apps/console/src/app/\\(?$1\\)?/' },
    },
    { name: 'no-specs-imported', severity: 'error', from: { pathNot: '\\.spec\\.tsx?$' }, to: { path: '\\.spec\\.tsx?$' } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/', '/generated/'] },
    exclude: { path: ['\\.next/', '/coverage/'] },
    includeOnly: {
      path: ['^apps/', '^libs/', '^scripts/', '^docker/', 'node_modules/(@nestjs|@prisma|prisma)/', '^@(prisma|nestjs|posthorn)/'],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'apps/console/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
    skipAnalysisNotInRules: false,
  },
};
