import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

const headerName = z.string().regex(/^[a-z0-9-]+$/, 'lower case header name');
const milliseconds = z.number().int().positive();

const subgraph = z.strictObject({
  /** Replaces the routing URL of the supergraph. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Where its subscriptions are served; by default `url` with ws for http. */
  webSocketUrl: z.url({ protocol: /^wss?$/ }).optional(),
  timeoutMs: milliseconds.optional(),
  /** Client headers that this subgraph gets besides headers.forward; the only place for `cookie`. */
  forward: z.array(headerName).default([]),
  /** Whether its Set-Cookie reaches the client. */
  setCookie: z.boolean().default(false),
});

const limits = z.strictObject({
  bodyBytes: z.number().int().positive().default(1_000_000),
  tokens: z.number().int().positive().default(4000),
  depth: z.number().int().positive().default(12),
  aliases: z.number().int().nonnegative().default(60),
  rootFields: z.number().int().positive().default(20),
  /** What a root field costs (`Query.name`, `Mutation.name`, …); 1 when it is not named. */
  rootWeights: z.record(z.string().regex(/^\w+\.\w+$/, 'Type.field'), z.number().int().nonnegative()).default({}),
  /** The sum over an operation's root fields, aliases and fragments written out, @skip and @include disregarded. */
  rootCost: z.number().int().positive().default(20),
  /** By the same cost: a token bucket for each signed-in user and, for the anonymous, each client address. Off when left out. */
  rate: z.strictObject({ perSecond: z.number().positive(), burst: z.number().positive() }).optional(),
  /** Fields selected once fragments are expanded. */
  fields: z.number().int().positive().default(1500),
  /** WebSockets open at a time. */
  socketsPerAddress: z.number().int().positive().default(100),
  subscriptionsPerSocket: z.number().int().positive().default(50),
  /** What may wait for one client; beyond it, or when nothing is taken for slowReaderMs, its socket is closed with 4413. */
  socketBufferBytes: z.number().int().positive().default(1_048_576),
  slowReaderMs: milliseconds.default(10_000),
});

const auth = z.strictObject({
  accessTokens: z
    .strictObject({
      jwksUrl: z.url(),
      issuer: z.string(),
      audience: z.string(),
      algorithms: z.array(z.string()).min(1).default(['EdDSA', 'Ed25519']),
    })
    .optional(),
  serviceTokens: z
    .strictObject({
      audience: z.string(),
      claims: z.record(z.string(), z.unknown()),
      maxAgeSeconds: z.number().int().positive().max(300).default(60),
    })
    .optional(),
  internal: z.strictObject({
    /** base64url, at least 32 bytes. */
    key: z.base64url().min(43),
    issuer: z.string().default('router'),
    lifetimeSeconds: z.number().int().positive().max(300).default(60),
    /** Claims of the access token that subgraphs get to see. */
    claims: z.array(z.string()).default(['sub']),
    anonymousClaims: z.record(z.string(), z.unknown()).default({}),
  }),
});

const web = z.strictObject({
  folder: z.string(),
  /** Paths under it carry a hash in their name and never change. */
  immutablePrefix: z.string().startsWith('/').default('/assets/'),
  /** Sources by CSP directive, added to a policy that otherwise allows this origin alone. */
  contentSecurityPolicy: z.record(z.string().regex(/^[a-z-]+$/), z.array(z.string().regex(/^[^;,\s]+$/))).default({}),
  /** Further response headers; they replace the built-in ones of the same name. */
  headers: z.record(headerName, z.string()).default({}),
});

const proxy = z.strictObject({
  prefix: z.string().regex(/^\/[^?#]*[^/?#]$/, 'starts with / and does not end with it'),
  target: z.url({ protocol: /^https?$/ }),
  /** Lets Cookie and Authorization through. */
  credentials: z.boolean().default(false),
  timeoutMs: milliseconds.default(30_000),
});

const shape = z
  .strictObject({
    host: z.string().default('127.0.0.1'),
    graphqlPath: z.string().startsWith('/').default('/graphql'),
    /** Proxies in front that append to x-forwarded-for; 0 believes no such header. */
    trustedProxies: z.number().int().nonnegative().default(0),
    /** Host names (without port) that are served; all when left out. */
    allowedHosts: z.array(z.string()).optional(),
    logLevel: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    subgraphs: z.record(z.string(), subgraph).default({}),
    subgraphTimeoutMs: milliseconds.default(5000),
    subgraphConnections: z.number().int().positive().default(64),
    drainMs: milliseconds.default(10_000),
    operationCache: z.number().int().positive().default(500),
    headers: z.strictObject({ forward: z.array(headerName).default(['accept-language']) }).prefault({}),
    auth: auth.optional(),
    limits: limits.prefault({}),
    web: web.optional(),
    proxies: z.array(proxy).default([]),
  })
  .refine(({ headers }) => !headers.forward.includes('cookie'), {
    path: ['headers', 'forward'],
    message: 'cookie goes to named subgraphs only',
  })
  .refine(({ limits: { rate, rootCost } }) => !rate || rate.burst >= rootCost, {
    path: ['limits', 'rate', 'burst'],
    message: 'is less than rootCost, which one operation may cost',
  })
  .refine(
    ({ auth, headers, subgraphs }) =>
      !auth || ![headers, ...Object.values(subgraphs)].some(({ forward }) => forward.includes('authorization')),
    { path: ['headers', 'forward'], message: 'authorization is replaced by internal tokens when auth is set' },
  );

export type Configuration = z.output<typeof shape>;
export type ConfigurationInput = z.input<typeof shape>;

function substituted(value: unknown, environment: NodeJS.ProcessEnv): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Z0-9_]+)(?::-([^}]*))?\}/g, (_, name: string, fallback: string | undefined) => {
      const found = environment[name] ?? fallback;
      if (found === undefined) throw new Error(`the environment variable ${name} is missing`);
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item) => substituted(item, environment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituted(item, environment)]));
}

/** Checks a configuration and fills its defaults in; `${NAME}` and `${NAME:-default}` come from `environment`. Throws one readable line. */
export function parseConfiguration(input: unknown, environment: NodeJS.ProcessEnv): Configuration {
  const read = shape.safeParse(substituted(input, environment));
  if (read.success) return read.data;
  throw new Error(read.error.issues.map((issue) => `${issue.path.join('.') || 'configuration'}: ${issue.message}`).join('; '));
}

/** Reads the JSON file (all defaults without one); relative folders in it start from the file's own folder. */
export function readConfiguration(file: string | undefined, environment: NodeJS.ProcessEnv): Configuration {
  if (file === undefined) return parseConfiguration({}, environment);
  const text = readFileSync(file, 'utf8');
  const read = parseConfiguration(JSON.parse(text) as unknown, environment);
  return read.web ? { ...read, web: { ...read.web, folder: resolve(dirname(file), read.web.folder) } } : read;
}
