import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = Pick<PinoLogger, 'info' | 'warn' | 'error' | 'debug'>;

/** JSON lines on standard output. Errors lose what could hold somebody's data: only name, code, message and stack stay. */
export const logger = (name: string, level: string): Logger =>
  pino({
    name,
    level,
    serializers: {
      err: (error: unknown) =>
        error instanceof Error
          ? {
              name: error.name,
              code: 'code' in error ? error.code : undefined,
              message: error.message.slice(0, 500),
              stack: error.stack?.slice(0, 4000),
            }
          : { message: String(error).slice(0, 500) },
    },
  });
