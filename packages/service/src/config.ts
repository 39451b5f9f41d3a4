import { z } from 'zod';

const common = z.object({
  PORT: z.coerce.number().int().min(0).max(65535),
  HOST: z.string().default('127.0.0.1'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  INTERNAL_KEY: z
    .base64url()
    .min(43, 'needs at least 32 bytes, base64url without padding: node -p "crypto.randomBytes(32).toString(\'base64url\')"'),
  REGION: z.enum(['EU', 'UK', 'US']).default('EU'),
  LOCAL: z
    .enum(['0', '1'])
    .default('0')
    .transform((value) => value === '1'),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

/** What every subgraph's environment must hold; `local` only in the local start, with every database on loopback. */
export interface ServiceConfig {
  name: string;
  port: number;
  host: string;
  redisUrl: string | undefined;
  internalKey: Uint8Array;
  region: 'EU' | 'UK' | 'US';
  local: boolean;
  logLevel: string;
}

/** Whether a URL names this machine. */
export const isLoopback = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** A variable of the environment that holds a PostgreSQL URL. */
export const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'needs a PostgreSQL URL, postgresql://user:password@host:5432/name',
});

/** Prints the one line that says what to mend, and ends the process with code 1. */
export function refuseToStart(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

/** Reads `own` and the common variables from `env`; says in one line what is missing and exits with 1 when half-configured. */
export function readConfig<Shape extends z.ZodRawShape>(
  name: string,
  own: Shape,
  env: NodeJS.ProcessEnv,
): ServiceConfig & { own: z.infer<z.ZodObject<Shape>> } {
  const read = common.safeParse(env);
  const readOwn = z.object(own).safeParse(env);
  const issues = [...(read.error?.issues ?? []), ...(readOwn.error?.issues ?? [])];
  if (!read.success || !readOwn.success) {
    const wrong = issues.map((i) => `${i.path.join('.')} (${env[i.path.join('.')] === undefined ? 'missing' : i.message})`).join(', ');
    refuseToStart(`${name} cannot start: set ${wrong}. The variables are listed in docs/runbook.md.`);
  }
  const { PORT, HOST, REDIS_URL, INTERNAL_KEY, REGION, LOCAL, LOG_LEVEL } = read.data;
  const databases = Object.entries(readOwn.data).filter(([key]) => key.endsWith('DATABASE_URL'));
  if (LOCAL && databases.some(([, url]) => typeof url === 'string' && !isLoopback(url))) {
    refuseToStart(`${name} cannot start: LOCAL=1 is for databases on this machine only. Unset LOCAL.`);
  }
  if (!LOCAL && !REDIS_URL) refuseToStart(`${name} cannot start: set REDIS_URL (missing). The variables are listed in docs/runbook.md.`);
  return {
    name,
    port: PORT,
    host: HOST,
    redisUrl: REDIS_URL,
    internalKey: Buffer.from(INTERNAL_KEY, 'base64url'),
    region: REGION,
    local: LOCAL,
    logLevel: LOG_LEVEL,
    own: readOwn.data,
  };
}
