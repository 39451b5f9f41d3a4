import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = Pick<PinoLogger, 'info' | 'warn' | 'error' | 'debug'>;

/** What may be told of an error; `cause` is the database's own code behind one of Prisma's. */
export interface ToldError {
  name?: string;
  code?: unknown;
  cause?: string | undefined;
  message?: string;
  stack?: string | undefined;
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

/** Prisma quotes the query's arguments, and PostgreSQL the value that does not fit its type (class 22). */
const quotesData = (error: Error): boolean =>
  /^(Prisma|DriverAdapter)/.test(error.name) || ('severity' in error && String(field(error, 'code')).startsWith('22'));

/** `error` without what could be somebody's data: no arguments, no `detail` of PostgreSQL's, and of the stack the frames alone. */
export function tellable(error: unknown): ToldError {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 500) };
  const { name, message, stack = '' } = error;
  const adapterCause = field(field(field(error, 'meta'), 'driverAdapterError') ?? error, 'cause');
  const causeCode = field(adapterCause, 'originalCode') ?? field(adapterCause, 'code') ?? field(adapterCause, 'kind');
  const trace = stack.slice(stack.includes(message) ? stack.indexOf(message) + message.length : 0).split('\n');
  return {
    name,
    code: field(error, 'code'),
    cause: typeof causeCode === 'string' ? causeCode : undefined,
    ...(!quotesData(error) && { message: message.slice(0, 500) }),
    stack: trace
      .filter((line) => /^ {4}at /.test(line))
      .join('\n')
      .slice(0, 4000),
  };
}

/** JSON lines on standard output; errors as `tellable` leaves them. */
export const logger = (name: string, level: string): Logger => pino({ name, level, serializers: { err: tellable } });
