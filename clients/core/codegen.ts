import type { CodegenConfig } from '@graphql-codegen/cli';

const client = {
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    strictScalars: true,
    scalars: {
      DateTime: 'string',
      LocalDateTime: 'string',
      LocalDate: 'string',
      TimeZone: 'string',
      Locale: 'string',
      CountryCode: 'string',
      CurrencyCode: 'string',
      SafeInt: 'number',
    },
  },
};

const shared = 'operations/shared/*.graphql';

const config: CodegenConfig = {
  schema: '../../schema/api.graphql',
  importExtension: '.ts',
  generates: {
    'src/generated/': { ...client, documents: ['operations/*.graphql', shared] },
    // Apart: what is in one module is fetched as one, and the home page has no use for the console's.
    'src/generated/fleet/': { ...client, documents: ['operations/fleet/*.graphql', shared] },
  },
};

export default config;
