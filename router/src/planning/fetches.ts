import { GraphQLError, Kind, parse, print, stripIgnoredCharacters, visit, type DocumentNode, type SelectionNode } from 'graphql';
import type { Amended } from './amendments.ts';
import type { Fetch, KeyRenamer, Required } from './plan.ts';

const looksAmended = /\b_arg\d+_/;

/** Each place in what is required where a stand-in has to become its field again, the deepest first. */
function renamings(requires: readonly Required[], standIns: Amended['standIns'], path: readonly string[] = []): KeyRenamer[] {
  return requires.flatMap((one): KeyRenamer[] => {
    if (one.kind === 'InlineFragment') {
      return renamings(one.selections, standIns, one.on === undefined ? path : [...path, `... on ${one.on}`]);
    }
    const at = [...path, one.name];
    const standIn = standIns.get(one.name);
    const below = one.selections ? renamings(one.selections, standIns, at) : [];
    return standIn ? [...below, { kind: 'KeyRenamer', path: at, renameTo: standIn.field }] : below;
  });
}

/** The field that a stand-in becomes, and where: two of one subject can't be in one representation. */
const subjectOf = ({ path, renameTo }: KeyRenamer, standIns: Amended['standIns']): string =>
  [...path.slice(0, -1).map((step) => standIns.get(step)?.field ?? step), renameTo].join('/');

function without(requires: readonly Required[], names: ReadonlySet<string>): Required[] {
  return requires.flatMap((one): Required[] => {
    if (one.kind === 'Field' && names.has(one.name)) return [];
    return [{ ...one, ...(one.selections && { selections: without(one.selections, names) }) }];
  });
}

function restored(document: DocumentNode, standIns: Amended['standIns']): DocumentNode {
  return visit(document, {
    Field(node) {
      const standIn = standIns.get(node.name.value);
      if (!standIn) return undefined;
      return { ...node, alias: node.alias ?? node.name, name: { ...node.name, value: standIn.field }, arguments: standIn.arguments };
    },
  });
}

export function withUsedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return visit(document, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null) });
}

/** The document with only those fields of its entities that `keep` says, and only the variables that they use. */
function narrowed(document: DocumentNode, keep: (type: string, field: string) => boolean): DocumentNode {
  const cut = (selections: readonly SelectionNode[], on: string): SelectionNode[] =>
    selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return keep(on, selection.name.value) ? [selection] : [];
      if (selection.kind === Kind.FRAGMENT_SPREAD) throw new GraphQLError('Fragments in fetches are not expected.');
      const left = cut(selection.selectionSet.selections, selection.typeCondition?.name.value ?? on);
      return left.length > 0 ? [{ ...selection, selectionSet: { ...selection.selectionSet, selections: left } }] : [];
    });
  const fewer = visit(document, {
    Field(node) {
      if (node.name.value !== '_entities' || !node.selectionSet) return undefined;
      return { ...node, selectionSet: { ...node.selectionSet, selections: cut(node.selectionSet.selections, '') } };
    },
  });
  return withUsedVariables(fewer);
}

export const headOf = ({ query, operationName }: Pick<Fetch, 'query' | 'operationName'>): string =>
  `{"query":${JSON.stringify(query)},${operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`}"variables":{`;

export function variablesOf(document: DocumentNode): string[] {
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value).filter((name) => name !== 'representations');
}

/**
 * The fetch in the subgraph's own words: stand-ins become fields with arguments under an alias, and are sent on under the field's
 * name. Where two arguments of one field are required at once, the fetch becomes several. Throws GraphQLError where even that fails.
 */
export function inOwnWords(fetch: Fetch, graph: string, { standIns, needs }: Amended): Fetch[] {
  if (!looksAmended.test(fetch.query) && !fetch.requires) return [fetch];
  const renames = fetch.requires ? renamings(fetch.requires, standIns) : [];
  if (renames.length === 0 && !looksAmended.test(fetch.query)) return [fetch];
  const document = parse(fetch.query, { noLocation: true });
  const bySubject = new Map<string, Set<string>>();
  for (const rename of renames) {
    const subject = subjectOf(rename, standIns);
    bySubject.set(subject, (bySubject.get(subject) ?? new Set()).add(rename.path.at(-1) ?? ''));
  }
  const contested = new Set([...bySubject.values()].filter(({ size }) => size > 1).flatMap((names) => [...names]));
  const rivals = (a: string, b: string): boolean => a !== b && [...bySubject.values()].some((names) => names.has(a) && names.has(b));
  const groups: { names: Set<string>; fields: Set<string> }[] = [];
  if (contested.size > 0) {
    const place = (on: string, selections: readonly SelectionNode[]): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) place(selection.typeCondition?.name.value ?? on, selection.selectionSet.selections);
        if (selection.kind !== Kind.FIELD) continue;
        const own = [...(needs.get(`${graph}.${on}.${selection.name.value}`) ?? [])].filter((name) => contested.has(name));
        let group = groups.find(({ names }) => !own.some((name) => [...names].some((other) => rivals(name, other))));
        if (!group) groups.push((group = { names: new Set(), fields: new Set() }));
        for (const name of own) group.names.add(name);
        group.fields.add(`${on}.${selection.name.value}`);
      }
    };
    visit(document, {
      Field: ({ name, selectionSet }) =>
        name.value === '_entities' && selectionSet ? (place('', selectionSet.selections), false) : undefined,
    });
    const placed = new Set(groups.flatMap(({ names }) => [...names]));
    if ([...contested].some((name) => !placed.has(name)))
      throw new GraphQLError('These fields need one field with different arguments, and the graph can not ask for them at once.');
  } else {
    groups.push({ names: new Set(), fields: new Set() });
  }
  return groups.map(({ names, fields }): Fetch => {
    const own = contested.size === 0 ? document : narrowed(document, (on, field) => fields.has(`${on}.${field}`));
    const left = new Set([...contested].filter((name) => !names.has(name)));
    const query = stripIgnoredCharacters(print(restored(own, standIns)));
    const requires = fetch.requires && without(fetch.requires, left);
    return {
      ...fetch,
      query,
      head: headOf({ query, operationName: fetch.operationName }),
      variables: variablesOf(own),
      requires,
      // Before the planner's own, which may change the __typename that the paths look at.
      inputRewrites: [...(requires ? renamings(requires, standIns) : []), ...fetch.inputRewrites],
    };
  });
}
