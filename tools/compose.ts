import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { readSdl } from '@ycyw/service/sdl';
import { concatAST, lexicographicSortSchema, parse, printSchema } from 'graphql';

const help = `Composes the subgraphs' schemas into schema/supergraph.graphql and schema/api.graphql.

  npm run compose [-- --check]

  --check   writes nothing; exits with 1 when the committed files are stale
`;

/** The order gives the local ports, from 4001 on. */
const subgraphs = ['identity', 'fleet', 'booking', 'support', 'notifications'];
const root = new URL('../', import.meta.url);
const values = 'packages/service/src/values.graphql';

function stop(lines: readonly string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

function read(path: string): ReturnType<typeof parse> {
  try {
    return parse(readSdl(new URL(path, root)));
  } catch (error) {
    return stop([`compose: ${path}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function compose(): Record<string, string> {
  const shared = read(values);
  const services = subgraphs.map((name, index) => ({
    name,
    url: `http://127.0.0.1:${String(4001 + index)}/graphql`,
    typeDefs: concatAST([read(`subgraphs/${name}/schema.graphql`), shared]),
  }));
  const composed = composeServices(services);
  for (const hint of composed.hints ?? []) {
    if (hint.definition.level.name === 'DEBUG') continue;
    process.stderr.write(`hint ${hint.definition.code}: ${hint.message.split('\n').join('\n  ')}\n`);
  }
  if (composed.errors) {
    const said = composed.errors.map((error) => `  ${String(error.extensions['code'])}: ${error.message.split('\n').join('\n    ')}`);
    return stop([`compose: the subgraphs do not compose, ${String(said.length)} ${said.length === 1 ? 'fault' : 'faults'}:`, ...said]);
  }
  const api = Supergraph.build(composed.supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
    .apiSchema()
    .toGraphQLJSSchema();
  return {
    'schema/supergraph.graphql': `${composed.supergraphSdl.trimEnd()}\n`,
    'schema/api.graphql': `${printSchema(lexicographicSortSchema(api))}\n`,
  };
}

const options = process.argv.slice(2);
if (options.includes('--help')) {
  process.stdout.write(help);
} else {
  const unknown = options.filter((option) => option !== '--check');
  if (unknown.length > 0) stop([`compose: unknown option ${unknown.join(' ')} (see --help)`]);
  const missing = [values, ...subgraphs.map((name) => `subgraphs/${name}/schema.graphql`)].filter(
    (path) => !existsSync(new URL(path, root)),
  );
  if (missing.length > 0) stop([`compose: missing ${missing.join(', ')}`]);
  const made = Object.entries(compose());
  const stale = made
    .filter(([path, text]) => !existsSync(new URL(path, root)) || readFileSync(new URL(path, root), 'utf8') !== text)
    .map(([path]) => path);
  if (options.includes('--check')) {
    if (stale.length > 0) stop([`compose: ${stale.join(' and ')} stale: run npm run compose and commit`]);
    process.stdout.write('compose: up to date\n');
  } else {
    mkdirSync(new URL('schema', root), { recursive: true });
    for (const [path, text] of made) writeFileSync(new URL(path, root), text);
    process.stdout.write(stale.length > 0 ? `compose: wrote ${stale.join(' and ')}\n` : 'compose: nothing changed\n');
  }
}
