import { GraphQLError } from 'graphql';
import { readConfiguration } from './configuration.ts';
import { help, readOptions } from './options.ts';
import { startRouter, type Router } from './server.ts';
import { sourceOf } from './supergraph/source.ts';

function refuseToStart(reason: string): never {
  process.stderr.write(`router: ${reason}\n`);
  process.exit(1);
}

/** In one line; what GraphQL says it says of the supergraph. */
function said(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return error instanceof GraphQLError ? `--supergraph: ${line}` : line;
}

async function start(): Promise<Router> {
  const options = readOptions(process.argv.slice(2));
  const configuration = readConfiguration(options.config, process.env);
  const production = process.env['NODE_ENV'] === 'production';
  if (production && options.supergraph.startsWith('http:') && configuration.insecureUpstreams !== 'mesh')
    throw new Error('production needs https: in --supergraph');
  return startRouter({
    supergraph: sourceOf(options.supergraph),
    configuration,
    port: options.port,
    introspection: options.introspection,
    production,
  });
}

if (process.argv.includes('--help')) {
  process.stdout.write(help);
} else {
  const router = await start().catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    return refuseToStart(taken ? 'the port is in use; choose another with --port' : `${said(error)} (see --help)`);
  });
  process.stdout.write(`router: listening on port ${String(router.port)}\n`);
  let draining = false;
  const drain = (): void => {
    if (draining) return;
    draining = true;
    router.stop().then(
      () => process.exit(0),
      (error: unknown) => refuseToStart(said(error)),
    );
  };
  process.on('SIGHUP', router.checkSupergraph);
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  // A launcher that is gone can't stop its children any more.
  process.on('disconnect', drain);
}
