import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';
import { securityHeaders } from './security.ts';
import { createWeb } from './web.ts';

const root = '/explorer';

/** What Altair needs beyond this origin's own scripts: styles made by its editor, and frames of its own. */
const rules = {
  contentSecurityPolicy: {
    'base-uri': ["'self'"],
    'style-src': ["'unsafe-inline'"],
    'font-src': ['data:'],
    'worker-src': ['blob:'],
    'frame-ancestors': ["'self'"],
  },
  headers: { 'x-frame-options': 'SAMEORIGIN', 'referrer-policy': 'no-referrer' },
};

/** Run in the page, which alone knows by which name it was reached. */
const settings = (graphqlPath: string): string => {
  const options = {
    initialHeaders: { 'x-graphql-client': 'explorer' },
    initialSubscriptionRequestHandlerId: 'graphql-ws',
    disableAccount: true,
    persistedSettings: { 'banners.disable': true, 'schema.reloadOnStart': true },
  };
  return `const endpoint = new URL(${JSON.stringify(graphqlPath)}, location.origin).href;
const options = ${JSON.stringify(options)};
if (navigator.language.startsWith('fr')) options.persistedSettings.language = 'fr-FR';
AltairGraphQL.init({ ...options, endpointURL: endpoint, subscriptionsEndpoint: endpoint.replace(/^http/, 'ws') });
`;
};

async function load(graphqlPath: string) {
  const { getDistDirectory, renderAltair } = await import('altair-static');
  const page = renderAltair({ baseURL: `${root}/`, serveInitialOptionsInSeperateRequest: 'settings.js' });
  const web = { folder: getDistDirectory(), immutablePrefix: '/chunk-', ...rules };
  const headers = { ...securityHeaders(web), 'cache-control': 'no-cache' };
  const made = new Map([
    ['/', { type: 'text/html; charset=utf-8', body: page }],
    ['/settings.js', { type: 'text/javascript; charset=utf-8', body: settings(graphqlPath) }],
  ]);
  const files = createWeb(web);
  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const found = made.get(path);
    if (!found) return files(request, response, path);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405, 'BAD_INPUT', 'method', 'GET, HEAD');
    response.writeHead(200, { ...headers, 'content-type': found.type }).end(request.method === 'HEAD' ? undefined : found.body);
  };
}

/** Altair, all of it from its package's files; they are looked up when somebody comes first. */
export function createExplorer(graphqlPath: string) {
  let loaded: ReturnType<typeof load> | undefined;
  return {
    matches: (path: string): boolean => path === root || path.startsWith(`${root}/`),
    async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
      loaded ??= load(graphqlPath);
      return (await loaded)(request, response, path.slice(root.length) || '/');
    },
  };
}
