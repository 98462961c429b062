import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const noTransport = {
  selector: "Identifier[name='createTransport']",
  message: "Only libs/smtp speaks SMTP, over SMTPConnection: nodemailer's transports send passwords in clear and retry on their own.",
};
const noEnum = {
  selector: 'TSEnumDeclaration',
  message: 'Node runs the libs unbuilt and cannot erase enums: use a union or an `as const` object.',
};
const noLiteralSpread = {
  selector: 'ObjectExpression > SpreadElement > ObjectExpression, ArrayExpression > SpreadElement > ArrayExpression',
  message: 'Write its members where it stands: a spread of a literal switches off the check for excess properties.',
};

const noHashPrivate = {
  selector: 'PropertyDefinition > PrivateIdentifier, MethodDefinition > PrivateIdentifier',
  message: 'Write `private`. Only libs/vault hides members at run time, too: a secret must not appear when an object is printed.',
};

const namedTypes = ['boolean', 'string', 'number', 'array', 'function'];

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/.next/', '**/generated/', '**/coverage/', '**/next-env.d.ts', '**/*.mjs', '.posthorn/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-control-regex': 'error',
      'no-restricted-syntax': ['error', noTransport, noEnum, noLiteralSpread, noHashPrivate],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'nodemailer', message: 'Import nodemailer/lib/smtp-connection or nodemailer/lib/mail-composer.' }] },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is parsed once, in the configuration.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A constant is a variable like any other; UPPER_CASE is left to NestJS's injection tokens, which are symbols.
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'variable',
          types: namedTypes,
          format: ['camelCase', 'PascalCase'],
          leadingUnderscore: 'allow',
        },
        { selector: 'variable', modifiers: ['destructured'], types: namedTypes, format: null },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Handlers of events and of React return promises on purpose; everything else is still checked.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      // Interfaces ask for promises where an implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Only the two rules about hooks: the others prepare for the React Compiler, which builds nothing here.
    files: ['**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // Where the environment is parsed, handed to children or to a server that is not ours.
    files: [
      'scripts/**',
      'apps/api/src/platform/config/**',
      'apps/console/server.ts',
      'apps/console/src/server/configuration.ts',
      'apps/console/src/api/server.ts',
      'apps/console/*.ts',
      'libs/database/src/embedded.ts',
      'libs/testing/**',
      '**/*.spec.{ts,tsx}',
      'apps/*/test/**',
      'apps/api/bench/**',
      'apps/console/e2e/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['libs/vault/**'], rules: { 'no-restricted-syntax': ['error', noTransport, noEnum, noLiteralSpread] } },
  { files: ['scripts/**', 'apps/api/src/*.ts', 'apps/api/bench/**'], rules: { 'no-console': 'off' } },
  {
    // What GraphQL and HTTP answer has no type in a spec; the expectations say what it must be.
    files: ['apps/api/**/*.spec.ts', 'apps/api/test/**', 'apps/console/e2e/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  {
    // NestJS reads the types of constructor parameters at run time: their imports must stay values.
    files: ['apps/api/**'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  prettier,
);
