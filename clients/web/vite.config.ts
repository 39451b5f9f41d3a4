import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** React Aria carries its own few words in 34 languages; ours are two. */
function onlyOurLanguages(): Plugin {
  return {
    name: 'only-our-languages',
    enforce: 'pre',
    load(id) {
      const tag =
        /\/(?:react-aria|react-stately|react-aria-components|@react-(?:aria|stately)\/[^/]+)\/.*intl\/.*?([a-z]{2}-[A-Z]{2})\.[cm]?js$/.exec(
          id,
        )?.[1];
      return tag && tag !== 'fr-FR' && tag !== 'en-US' ? 'export default {};' : null;
    },
  };
}

export default defineConfig({
  plugins: [onlyOurLanguages(), react()],
  resolve: { dedupe: ['react', 'react-dom'] },
  build: { sourcemap: true, target: 'es2023', outDir: 'dist' },
  server: { proxy: { '/graphql': { target: 'http://localhost:4000', ws: true } } },
});
