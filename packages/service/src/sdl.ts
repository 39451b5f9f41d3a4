import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A subgraph's SDL: its schema.graphql and, in the order of their names, the files of the folder schema/ beside it, where there is one. */
export function readSdl(schemaFile: URL): string {
  const folder = new URL('schema/', schemaFile);
  const nouns = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.graphql')) : [];
  return [schemaFile, ...nouns.toSorted().map((name) => new URL(name, folder))].map((file) => readFileSync(file, 'utf8')).join('\n');
}
