import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from 'graphql';

/** Directives of Apollo's specs that say who may read what, and what it costs; as [spec, directive]. */
const specified = {
  authenticated: ['authenticated', 'authenticated'],
  requiresScopes: ['requiresScopes', 'requiresScopes'],
  policy: ['policy', 'policy'],
  cost: ['cost', 'cost'],
  listSize: ['cost', 'listSize'],
} as const;
type Name = keyof typeof specified;
type Arguments = Readonly<Record<string, unknown>>;

/** The arguments with which `node` carries a directive; undefined when it does not. */
export type Applied = (node: { directives?: readonly ConstDirectiveNode[] }, name: Name) => Arguments | undefined;

const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): Arguments =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

interface Link {
  as: string;
  /** Names in the supergraph, by the spec's own, both without @. */
  imported: ReadonlyMap<string, string>;
}

function readLink({ url, as, import: imports }: Arguments): [string, Link] | undefined {
  const spec = typeof url === 'string' ? /^https:\/\/specs\.apollo\.dev\/(\w+)\/v/.exec(url)?.[1] : undefined;
  if (spec === undefined) return undefined;
  const bare = (name: unknown): string => String(name).replace(/^@/, '');
  const imported = (Array.isArray(imports) ? imports : []).map((one: unknown): [string, string] => {
    const { name, as: renamed } = typeof one === 'object' && one !== null ? (one as Arguments) : { name: one };
    return [bare(name), bare(renamed ?? name)];
  });
  return [spec, { as: typeof as === 'string' ? as : spec, imported: new Map(imported) }];
}

/** Reads the directives of a supergraph by the names that its @link gives them. */
export function appliedIn(supergraph: DocumentNode): Applied {
  const schemas = supergraph.definitions.filter((node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION);
  const linked = schemas.flatMap(({ directives = [] }) => directives).filter(({ name }) => name.value === 'link');
  const links = new Map(
    linked.flatMap((node) => [readLink(argumentsOf(node)) ?? []].filter((link) => link.length > 0) as [string, Link][]),
  );
  const names = new Map<string, string>();
  for (const [name, [spec, directive]] of Object.entries(specified)) {
    const link = links.get(spec);
    if (link) names.set(name, link.imported.get(directive) ?? (directive === spec ? link.as : `${link.as}__${directive}`));
  }
  return ({ directives = [] }, name) => {
    const known = names.get(name);
    const found = known === undefined ? undefined : directives.find((directive) => directive.name.value === known);
    return found && argumentsOf(found);
  };
}
