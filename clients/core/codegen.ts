import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema/api.graphql',
  documents: ['operations/*.graphql'],
  importExtension: '.ts',
  generates: {
    'src/generated/': {
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
    },
  },
};

export default config;
