import {
  Kind,
  parse,
  print,
  visit,
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { selectionOf, textOf } from './joins.ts';

/** Names that the planner makes up; no field of a supergraph may look so. */
export const reserved = /^_arg\d+_/;

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** What stands for a field that a @requires asks for, with the arguments it asks with. */
export interface StandIn {
  field: string;
  arguments: readonly ArgumentNode[];
}

export interface Amended {
  /** Undefined where the supergraph needs no amendment. */
  sdl: string | undefined;
  /** The same, or the supergraph itself, parsed. */
  document: DocumentNode;
  standIns: ReadonlyMap<string, StandIn>;
  /** By `subgraph.Type.field`: the stand-ins that its @requires names. */
  needs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of fields that the planner itself may ask for: those of keys and of @requires. */
  asked: ReadonlySet<string>;
}

const isComposite = (node: DocumentNode['definitions'][number]): node is Composite =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));

const isUnresolvable = (directive: ConstDirectiveNode): boolean =>
  directive.arguments?.some(({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value) ?? false;

/** The planner takes the first key it can fill, and does not ask whether the subgraph resolves by it. */
const resolvableFirst = (directives: readonly ConstDirectiveNode[] = []): ConstDirectiveNode[] => [
  ...directives.filter((one) => !isUnresolvable(one)),
  ...directives.filter(isUnresolvable),
];

/**
 * The supergraph as the planner is to see it. It plans by response keys and does not look at arguments, so that what a @requires
 * asks for would share its key with what a client, or another @requires, asks for with other arguments. So each field with
 * arguments that a @requires names gets a stand-in without arguments for each way in which it is asked.
 */
export function amend(sdl: string): Amended {
  const document = parse(sdl, { noLocation: true });
  const composites = new Map(document.definitions.filter(isComposite).map((node) => [node.name.value, node]));
  const names = new Map<string, string>();
  const standIns = new Map<string, StandIn>();
  const wanted = new Map<string, Set<string>>();
  const needs = new Map<string, Set<string>>();
  const asked = new Set<string>(['__typename']);

  function standInFor(type: Composite, definition: FieldDefinitionNode, given: readonly ArgumentNode[]): string {
    const text = `${definition.name.value}(${given.map(print).sort().join()})`;
    const name = names.get(text) ?? `_arg${String(names.size)}_${definition.name.value}`;
    names.set(text, name);
    standIns.set(name, { field: definition.name.value, arguments: given });
    for (const { name: typeName, interfaces } of composites.values()) {
      if (typeName.value !== type.name.value && !interfaces?.some((one) => one.name.value === type.name.value)) continue;
      wanted.set(typeName.value, (wanted.get(typeName.value) ?? new Set()).add(name));
    }
    return name;
  }

  function amended(type: Composite | undefined, set: SelectionSetNode, found: Set<string>): SelectionSetNode {
    const selections = set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition ? composites.get(selection.typeCondition.name.value) : type;
        return { ...selection, selectionSet: amended(on, selection.selectionSet, found) };
      }
      asked.add(selection.name.value);
      const definition = type?.fields?.find(({ name }) => name.value === selection.name.value);
      const below = selection.selectionSet && {
        selectionSet: amended(definition && composites.get(nameOf(definition.type)), selection.selectionSet, found),
      };
      if (!type || !definition?.arguments?.length) return { ...selection, ...below };
      const name = standInFor(type, definition, selection.arguments ?? []);
      found.add(name);
      return { ...selection, ...below, name: { kind: Kind.NAME as const, value: name }, arguments: [] };
    });
    return { kind: Kind.SELECTION_SET, selections };
  }

  function required(type: Composite, field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = field.directives?.map((directive) => {
      const fields = directive.name.value === 'join__field' ? textOf(directive, 'requires') : undefined;
      if (fields === undefined) return directive;
      const found = new Set<string>();
      const text = amended(type, selectionOf(fields), found).selections.map(print).join(' ');
      if (found.size > 0) needs.set(`${textOf(directive, 'graph') ?? ''}.${type.name.value}.${field.name.value}`, found);
      const value = { kind: Kind.STRING as const, value: text };
      return { ...directive, arguments: directive.arguments?.map((one) => (one.name.value === 'requires' ? { ...one, value } : one)) };
    });
    return { ...field, ...(directives && { directives }) };
  }

  const amendedTypes = new Map<string, Composite>();
  for (const type of composites.values()) {
    for (const directive of type.directives ?? []) {
      const key = directive.name.value === 'join__type' ? textOf(directive, 'key') : undefined;
      if (key !== undefined) visit(selectionOf(key), { Field: ({ name }) => void asked.add(name.value) });
    }
    amendedTypes.set(type.name.value, {
      ...type,
      directives: resolvableFirst(type.directives),
      fields: type.fields?.map((field) => required(type, field)) ?? [],
    });
  }
  const withStandIns = (type: Composite): Composite => {
    const added = [...(wanted.get(type.name.value) ?? [])].flatMap((name) => {
      const field = type.fields?.find((one) => one.name.value === standIns.get(name)?.field);
      return field ? [{ ...field, name: { kind: Kind.NAME as const, value: name }, arguments: [] }] : [];
    });
    return { ...type, fields: [...(type.fields ?? []), ...added] };
  };
  const definitions = document.definitions.map((node) => {
    const type = isComposite(node) ? amendedTypes.get(node.name.value) : undefined;
    return type ? withStandIns(type) : node;
  });
  const needed = standIns.size > 0 || /resolvable: ?false/.test(sdl);
  const whole = { ...document, definitions };
  return { sdl: needed ? print(whole) : undefined, document: whole, standIns, needs, asked };
}
