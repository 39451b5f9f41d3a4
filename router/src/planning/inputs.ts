import type { FetchNode, PlanNode as ApolloNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type FieldNode, type SelectionNode, type SelectionSetNode, type TypeNode } from 'graphql';
import type { Joined } from './joins.ts';

/** A field that a fetch asks of a subgraph that can't know it there, as what it stands on is not sent along. */
export interface Unmet {
  fetch: FetchNode;
  /** Where its object is: response keys, without those of lists. */
  at: readonly string[];
  type: string;
  field: FieldNode;
}

interface Place {
  type: string;
  at: readonly string[];
  /** Of an entity: what its representation says. */
  inputs: readonly QueryPlanSelectionNode[] | undefined;
  /** What the subgraph says it can tell on this way alone. */
  provided: readonly SelectionNode[];
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

/** The fields of selections, whatever the types that they are for. */
const fieldsOf = (selections: readonly SelectionNode[]): FieldNode[] =>
  selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return [one];
    return one.kind === Kind.INLINE_FRAGMENT ? fieldsOf(one.selectionSet.selections) : [];
  });
const below = (selections: readonly SelectionNode[], name: string): SelectionNode[] =>
  fieldsOf(selections).flatMap((one) => (one.name.value === name ? (one.selectionSet?.selections ?? []) : []));

function returnTypes(supergraph: DocumentNode): Map<string, string> {
  const types = new Map<string, string>();
  for (const node of supergraph.definitions) {
    if (node.kind === Kind.SCHEMA_DEFINITION) for (const { operation, type } of node.operationTypes) types.set(operation, type.name.value);
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of node.fields ?? []) types.set(`${node.name.value}.${field.name.value}`, namedType(field.type));
  }
  return types;
}

/** Whether representations say all of `needed`. */
function says(inputs: readonly QueryPlanSelectionNode[], needed: readonly SelectionNode[]): boolean {
  const flat = (selections: readonly QueryPlanSelectionNode[]): Extract<QueryPlanSelectionNode, { kind: 'Field' }>[] =>
    selections.flatMap((one) => (one.kind === 'Field' ? [one] : flat(one.selections)));
  return fieldsOf(needed).every((field) =>
    flat(inputs).some((one) => one.name === field.name.value && says(one.selections ?? [], field.selectionSet?.selections ?? [])),
  );
}

/**
 * The planner may ask a subgraph for a field without what the field requires, where that requires something itself, or for a field
 * that is external there. `joins` are by the subgraphs' names, `supergraph` is what the planner was made of.
 */
export function createInputsCheck(
  supergraph: DocumentNode,
  joins: (subgraph: string) => Joined | undefined,
  isOfType: (typename: string, condition: string) => boolean,
): (plan: QueryPlan) => Unmet[] {
  const types = returnTypes(supergraph);

  /** What representations say of a type: of an interface, the most that they say of one of its types. */
  function inputsFor(type: string, requires: readonly QueryPlanSelectionNode[], needed: readonly SelectionNode[]): boolean {
    const named = requires.flatMap((one) => (one.kind === 'InlineFragment' ? [one.typeCondition ?? type] : []));
    return [type, ...named.filter((name) => isOfType(name, type) || isOfType(type, name))].some((candidate) => {
      const fitting = requires.filter(
        (one) => one.kind === 'Field' || one.typeCondition === undefined || isOfType(candidate, one.typeCondition),
      );
      return says(fitting, needed);
    });
  }

  function inFetch(node: FetchNode, at: readonly string[], found: Unmet[]): void {
    const joined = joins(node.serviceName);
    if (!joined || joined.fields.size === 0) return;

    const isForeign = (type: string, field: string, provided: readonly SelectionNode[]): boolean =>
      joined.fields.get(`${type}.${field}`)?.isExternal === true &&
      !joined.entities.get(type)?.some((key) => key.includes(field)) &&
      !fieldsOf(provided).some(({ name }) => name.value === field);

    /** What of a @requires the subgraph does not know by itself. */
    const foreign = (type: string, set: SelectionSetNode, provided: readonly SelectionNode[]): SelectionNode[] =>
      set.selections.flatMap((one): SelectionNode[] => {
        if (one.kind === Kind.FRAGMENT_SPREAD) return [];
        if (one.kind === Kind.INLINE_FRAGMENT) {
          const inner = foreign(one.typeCondition?.name.value ?? type, one.selectionSet, provided);
          return inner.length > 0 ? [{ ...one, selectionSet: { ...one.selectionSet, selections: inner } }] : [];
        }
        const name = one.name.value;
        if (!one.selectionSet || isForeign(type, name, provided)) return isForeign(type, name, provided) ? [one] : [];
        const inner = foreign(types.get(`${type}.${name}`) ?? '', one.selectionSet, below(provided, name));
        return inner.length > 0 ? [{ ...one, selectionSet: { ...one.selectionSet, selections: inner } }] : [];
      });

    const walk = (selections: readonly SelectionNode[], place: Place): void => {
      const { type, inputs, provided } = place;
      for (const selection of selections) {
        if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          walk(selection.selectionSet.selections, { ...place, type: selection.typeCondition?.name.value ?? type });
          continue;
        }
        const name = selection.name.value;
        if (name === '_entities' && node.requires && selection.selectionSet) {
          walk(selection.selectionSet.selections, { ...place, at, inputs: node.requires });
          continue;
        }
        const field = joined.fields.get(`${type}.${name}`);
        const needed = field?.requires ? foreign(type, field.requires, provided) : [];
        if (isForeign(type, name, provided) || (needed.length > 0 && !(inputs && inputsFor(type, inputs, needed)))) {
          found.push({ fetch: node, at: place.at, type, field: selection });
          continue;
        }
        if (!selection.selectionSet) continue;
        walk(selection.selectionSet.selections, {
          type: types.get(`${type}.${name}`) ?? '',
          at: [...place.at, selection.alias?.value ?? name],
          inputs: undefined,
          provided: [...below(provided, name), ...(field?.provides?.selections ?? [])],
        });
      }
    };

    for (const definition of parse(node.operation).definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const type = types.get(definition.operation) ?? '';
      walk(definition.selectionSet.selections, { type, at, inputs: undefined, provided: [] });
    }
  }

  function inNode(node: ApolloNode | undefined, at: readonly string[], found: Unmet[]): void {
    switch (node?.kind) {
      case undefined:
        return;
      case 'Fetch':
        inFetch(node, at, found);
        return;
      case 'Sequence':
      case 'Parallel':
        for (const child of node.nodes) inNode(child, at, found);
        return;
      case 'Flatten':
        inNode(node.node, [...at, ...node.path.map(String).filter((step) => step !== '@')], found);
        return;
      case 'Condition':
        inNode(node.ifClause, at, found);
        inNode(node.elseClause, at, found);
        return;
      case 'Defer':
        inNode(node.primary.node, at, found);
        for (const { node: deferred } of node.deferred) inNode(deferred, at, found);
    }
  }

  return ({ node }) => {
    const found: Unmet[] = [];
    if (node?.kind === 'Subscription') {
      inFetch(node.primary, [], found);
      inNode(node.rest, [], found);
    } else {
      inNode(node, [], found);
    }
    return found;
  };
}
