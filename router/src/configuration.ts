import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { auth } from './auth/configuration.ts';
import { cache } from './cache/configuration.ts';
import { explorer, proxy, tls, web } from './edge/configuration.ts';
import { limits, persisted } from './guard/configuration.ts';
import { traffic } from './traffic/configuration.ts';
import { subscriptions } from './subscriptions/configuration.ts';
import { supergraph } from './supergraph/configuration.ts';
import { telemetry } from './telemetry/configuration.ts';

export const shape = z
  .strictObject({
    host: z.string().default('127.0.0.1'),
    graphqlPath: z.string().startsWith('/').default('/graphql'),
    /** Proxies in front that append to x-forwarded-for; 0 believes no such header. */
    trustedProxies: z.number().int().nonnegative().default(0),
    /** Host names (without port) that are served; all when left out. */
    allowedHosts: z.array(z.string()).optional(),
    logLevel: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    ...traffic,
    tls: tls.optional(),
    /** TLS ends at a proxy in front. */
    behindTls: z.boolean().default(false),
    /** A service mesh encrypts what goes to subgraphs, Redis and the like. */
    insecureUpstreams: z.literal('mesh').optional(),
    drainDelayMs: z.number().int().nonnegative().default(0),
    drainMs: z.number().int().positive().default(10_000),
    operationCache: z.number().int().positive().default(500),
    auth: auth.optional(),
    limits: limits.prefault({}),
    persisted: persisted.prefault({}),
    subscriptions: subscriptions.prefault({}),
    cache: cache.optional(),
    telemetry: telemetry.prefault({}),
    supergraph: supergraph.prefault({}),
    explorer,
    web: web.optional(),
    proxies: z.array(proxy).default([]),
  })
  .refine(({ headers }) => !headers.forward.includes('cookie'), {
    path: ['headers', 'forward'],
    message: 'cookie goes to named subgraphs only',
  })
  .refine(({ limits: { rate, cost } }) => !rate || rate.burst >= cost, {
    path: ['limits', 'rate', 'burst'],
    message: 'is less than cost, which one operation may cost',
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

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: ${String(error)}`, { cause: error });
  }
}

/** Reads the JSON file (all defaults without one); relative paths in it start from the file's own folder. */
export function readConfiguration(file: string | undefined, environment: NodeJS.ProcessEnv): Configuration {
  if (file === undefined) return parseConfiguration({}, environment);
  const read = parseConfiguration(readJson(file), environment);
  const at = (path: string): string => resolve(dirname(file), path);
  const { manifest } = read.persisted;
  return {
    ...read,
    ...(read.web && { web: { ...read.web, folder: at(read.web.folder) } }),
    ...(manifest !== undefined && { persisted: { ...read.persisted, manifest: at(manifest) } }),
    ...(read.tls && { tls: { certificate: at(read.tls.certificate), key: at(read.tls.key) } }),
    subgraphTls: Object.fromEntries(Object.entries(read.subgraphTls).map(([name, path]) => [name, at(path)])),
  };
}
