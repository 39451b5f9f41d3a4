import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const domains = ['identity', 'fleet', 'booking', 'support', 'notifications'];

/** Walls between the parts of the house: each names what must not be imported, and why. */
const otherSubgraphs = {
  regex: `^(@ycyw/|(\\.\\./){2,}(subgraphs/)?)(${domains.join('|')})(/|$)`,
  message: 'No subgraph imports another: use an entity reference of the graph, or an event.',
};
const wall = (regex, message) => ({ regex, message });
const walls = (files, ...patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });
const belowSubgraphs = wall('(^|/)subgraphs/|^@ycyw/(?!service/)', 'Nothing below the subgraphs imports them.');

const noEnvironment = ['error', { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' }];

const ambientTime = (selector) => ({ selector, message: 'The domain has no clock: take `now` as an argument.' });

export default defineConfig(
  globalIgnores([
    '**/dist/**',
    '**/dist-*/**',
    '**/generated/**',
    '**/.turbo/**',
    'var/**',
    'local/stripe/browser/**',
    '**/.expo/**',
    '**/*.cjs',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['clients/core/codegen.ts', 'clients/web/vite.config.ts'],
          defaultProject: 'tsconfig.base.json',
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // A number prints as a number.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => void work()` and `() => work()` say what they mean.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Our objects are closures: their functions need no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Index signatures are read with brackets and with dots alike.
      '@typescript-eslint/dot-notation': 'off',
      // Both say the same; `type` closes a shape where nothing may extend it.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-restricted-properties': noEnvironment,
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
      ],
      eqeqeq: 'error',
    },
  },
  {
    // Tools that take their configuration as a default export; jest's global set-up.
    files: ['**/*.config.ts', 'clients/core/codegen.ts', 'packages/service/src/testing/global*.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: [
      '**/src/config.ts',
      'subgraphs/*/src/seed.ts',
      'router/src/main.ts',
      'local/**/*.ts',
      'tools/**/*.ts',
      'e2e/**/*.ts',
      'bench/**/*.ts',
      '**/test/**',
      '**/*.config.ts',
      'packages/service/src/testing/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }] },
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Atomics: 'readonly',
        SharedArrayBuffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  walls(['subgraphs/*/{src,test}/**/*.ts'], otherSubgraphs),
  walls(
    ['subgraphs/*/src/domain/**/*.ts'],
    otherSubgraphs,
    wall('(^|/)(data|graphql|reactions|main|config|generated)(/|\\.ts$)', 'The domain knows neither graph, data nor environment.'),
    wall(
      '^(graphql|graphql-ws|dataloader|pg|stripe|nodemailer|ioredis|@apollo/.*|@prisma/.*)$',
      'The domain is pure rules: no graph, no database, no provider.',
    ),
    wall(
      '^@ycyw/service/(?!refusal$|money$|language$|viewer$|acriss)',
      'Of the service package the domain knows values: refusals, money, languages, viewers, ACRISS.',
    ),
  ),
  {
    files: ['subgraphs/*/src/domain/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ambientTime("CallExpression[callee.object.name='Date'][callee.property.name='now']"),
        ambientTime("NewExpression[callee.name='Date'][arguments.length=0]"),
      ],
    },
  },
  walls(
    ['subgraphs/*/src/data/**/*.ts'],
    otherSubgraphs,
    wall('(^|/)\\.\\./(graphql|reactions|main|config)(/|\\.ts$)', 'Imports go one way: main → graphql → data → domain.'),
  ),
  walls(
    ['subgraphs/*/src/graphql/**/*.ts', 'subgraphs/*/src/reactions.ts', 'subgraphs/*/src/reactions/**/*.ts'],
    otherSubgraphs,
    wall('(^|/)(main|config)\\.ts$', 'Imports go one way: main → graphql → data → domain. Settings are passed in.'),
  ),
  walls(['router/**/*.ts', 'packages/**/*.ts'], belowSubgraphs),
  {
    ...walls(['router/src/**/*.ts'], belowSubgraphs, wall('^@apollo/', 'Only planning/ knows Apollo: who replaces it replaces one room.')),
    ignores: ['router/src/planning/**'],
  },
  walls(
    ['clients/core/src/**/*.ts'],
    wall('^(react|react-dom|react-native|urql|@urql/.*|@ycyw/web.*)(/|$)', 'clients/core serves every client: no React, no DOM.'),
  ),
  {
    files: ['clients/core/src/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'localStorage', 'sessionStorage'] },
  },
  walls(['clients/web/src/features/**/*.{ts,tsx}'], wall('(^|/)\\.\\./app/', 'Imports go one way: app → features → ui.')),
  walls(['clients/web/src/ui/**/*.{ts,tsx}'], wall('(^|/)\\.\\./(app|features)/', 'Imports go one way: app → features → ui.')),
);
