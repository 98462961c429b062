import rules from './.dependency-cruiser.mjs';

/** Cycles between folders are a matter of the product alone: a spec may use the whole application. */
/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-folder-cycles',
      severity: 'error',
      scope: 'folder',
      comment: 'Of two folders one owns and the other uses, types included: what lies above registers with what lies below.',
      from: { path: '^(apps/(api|console)|libs/[^/]+)/src/' },
      to: { circular: true },
    },
  ],
  options: { ...rules.options, exclude: { path: [...rules.options.exclude.path, '\\.spec\\.tsx?$', '^apps/api/(test|bench)/'] } },
};
