import type { Answer } from './observation.ts';
import type { Viewer } from './people.ts';
import type { People } from './running.ts';
import type { Field, Supergraph } from './supergraph.ts';
import { selectionOf, treeBelow, type Branch } from './tree.ts';

export type RootType = 'Query' | 'Mutation' | 'Subscription';

/** An operation's one root field, and all that can be read below it; its arguments are variables of their names, `as` before. */
export function rootBranch(graph: Supergraph, parent: RootType, name: string, args: readonly string[], as = '', below?: Branch[]): Branch {
  const field = fieldOf(graph, parent, name);
  const given = args.map((arg) => `${arg}: $${as}${arg}`);
  const children = field.leaf ? [] : (below ?? treeBelow(graph, field.returns));
  return {
    key: as === '' ? name : `${as}${name}`,
    parent,
    field,
    on: null,
    args: given.length > 0 ? `(${given.join(', ')})` : '',
    children,
  };
}

export function fieldOf({ objects }: Supergraph, parent: string, name: string): Field {
  const field = objects.get(parent)?.get(name);
  if (!field) throw new Error(`${parent}.${name} is not in the supergraph`);
  return field;
}

export interface Given {
  args: Record<string, unknown>;
  as: string;
}

/** The document of an operation with these root branches, in their order, and its variables. */
export function operation(
  parent: RootType,
  roots: readonly Branch[],
  given: readonly Given[],
): { query: string; variables: Record<string, unknown> } {
  const variables = given.flatMap(({ args, as }) =>
    Object.entries(args).map(([name, value]): [string, unknown] => [`${as}${name}`, value]),
  );
  const types = given.flatMap(({ args, as }, index) =>
    Object.keys(args).map((name) => {
      const type = roots[index]?.field.args.find((each) => each.name === name)?.type;
      if (type === undefined) throw new Error(`${roots[index]?.field.name ?? ''} has no argument ${name}`);
      return `$${as}${name}: ${type}`;
    }),
  );
  const selection = selectionOf(roots).replace(/^\{ __typename /, '{ ');
  const head = `${parent.toLowerCase()} Matrix${types.length > 0 ? `(${types.join(', ')})` : ''}`;
  return { query: `${head} ${selection}`, variables: Object.fromEntries(variables) };
}

export interface Posted extends Answer {
  status: number;
}

/** Posts to the router, or with another token to a subgraph. */
export async function post({ asked }: People, url: string, body: object, token: string | null): Promise<Posted> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    'accept-language': 'en',
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  const { status, text } = await asked.wire.ask('POST', url, headers, JSON.stringify(body));
  try {
    const { data = null, errors = [] } = JSON.parse(text) as Partial<Answer>;
    return { status, data, errors };
  } catch {
    throw new Error(`${url} answered ${status}: ${text.slice(0, 200)}`);
  }
}

/** Asks the router as a viewer, with all that a fresh proof gives them. */
export const asViewer =
  (people: People, parent: RootType, given: (viewer: Viewer) => readonly Given[]) =>
  async (viewer: Viewer, roots: readonly Branch[]): Promise<Posted> =>
    post(people, people.system.demo.graph, operation(parent, roots, given(viewer)), await viewer.token(true));
