import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Denials } from '../guard/denials.ts';
import { costOfObject } from '../guard/estimate.ts';
import type { Prices } from '../guard/prices.ts';
import type { Requirement } from '../guard/requirements.ts';
import { writerOf, type WriteLeaf } from './leaves.ts';
import { ascii } from './text.ts';

/** How one value is written: what may be null, what is a list, an object or a leaf. */
export interface Slot {
  nonNull: boolean;
  item: Slot | undefined;
  shape: Shape | undefined;
  /** Of a leaf. */
  write: WriteLeaf | undefined;
}

export interface ShapeField {
  /** What the client calls it. */
  key: string;
  /** What the merged data calls it. */
  source: string;
  /** What stands before the value of a field that is not the first: a comma, the key's JSON and a colon. */
  prefix: Uint8Array;
  kind: 'typename' | 'introspection' | 'value' | 'denied';
  slot: Slot;
  /** What whoever asks does not fulfil. */
  denied?: Requirement;
}

export interface ShapeFields {
  list: readonly ShapeField[];
  /** The JSON of the type's name. */
  typename: Uint8Array;
  /** What one object of these fields costs. */
  cost: number;
}

/** What an operation's selection says, apart from the data: shared by all requests whose @skip and @include decide alike. */
export interface ShapeSource {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  includes: (node: FieldNode | { directives?: FieldNode['directives'] }) => boolean;
  prices: Prices;
  denials: Denials;
  /** What the client calls a key of the document; itself where the document is the client's. */
  clientKey?: (key: string) => string;
  /** The key under which a field's data comes. */
  sourceOf: (node: FieldNode) => string;
}

const introspection = new Set(['__schema', '__type']);
const opaque: Slot = { nonNull: false, item: undefined, shape: undefined, write: undefined };

function slotOf(type: GraphQLOutputType, own: number | undefined, nodes: readonly FieldNode[], source: ShapeSource): Slot {
  if (isNonNullType(type)) return { ...slotOf(type.ofType as GraphQLOutputType, own, nodes, source), nonNull: true };
  if (isListType(type)) return { ...opaque, item: slotOf(type.ofType, own, nodes, source) };
  if (isCompositeType(type)) {
    const sets = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
    return { ...opaque, shape: new Shape(type, own, sets, source) };
  }
  return { ...opaque, write: writerOf(getNamedType(type)) };
}

/** The fields that an object of each type shows, worked out when an object of that type first appears. */
export class Shape {
  readonly #declared: GraphQLCompositeType;
  /** What the field that holds the object says of its cost. */
  readonly #own: number | undefined;
  readonly #sets: readonly SelectionSetNode[];
  readonly #source: ShapeSource;
  readonly #fields = new Map<string, ShapeFields | null>();

  constructor(declared: GraphQLCompositeType, own: number | undefined, sets: readonly SelectionSetNode[], source: ShapeSource) {
    this.#declared = declared;
    this.#own = own;
    this.#sets = sets;
    this.#source = source;
  }

  /** The name of the type as which an object without __typename counts; undefined for abstract types. */
  get concrete(): string | undefined {
    return isObjectType(this.#declared) ? this.#declared.name : undefined;
  }

  /**
   * Null where the object can't be shown: the API schema knows no such type, or an interface alone, as of an interface object whose
   * type could not be learnt, and what is shown depends on the type.
   */
  fieldsOf(typename: string | undefined): ShapeFields | null {
    const name = typename ?? this.#declared.name;
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const type = this.#source.schema.getType(name);
    const isKnown =
      typename === undefined ? isCompositeType(type) : isObjectType(type) || (isInterfaceType(type) && !this.#dependsOn(type));
    const fields = isKnown && isCompositeType(type) ? this.#collect(type) : null;
    // A name that no type has may be anything that a client's alias made of it: remembering those would never end.
    if (type) this.#fields.set(name, fields);
    return fields;
  }

  #collect(type: GraphQLCompositeType): ShapeFields {
    const nodes = new Map<string, FieldNode[]>();
    for (const set of this.#sets) this.#gather(type, set, nodes);
    const { prices, denials, sourceOf, clientKey } = this.#source;
    const shown: FieldNode[] = [];
    const list = [...nodes].flatMap(([called, found]): ShapeField[] => {
      const key = clientKey ? clientKey(called) : called;
      const allowed = denials.size === 0 ? found : found.filter((node) => !denials.has(node));
      const first = allowed[0] ?? found[0];
      if (!first) return [];
      const name = first.name.value;
      const named = { key, source: sourceOf(first), prefix: ascii(`,"${key}":`) };
      if (name === '__typename') return [{ ...named, kind: 'typename', slot: opaque }];
      if (introspection.has(name)) return [{ ...named, kind: 'introspection', slot: opaque }];
      const field = 'getFields' in type ? type.getFields()[name] : undefined;
      if (!field) return [];
      const denied = denials.get(first);
      if (denied) return [{ ...named, kind: 'denied', slot: { ...opaque, nonNull: isNonNullType(field.type) }, denied }];
      shown.push(first);
      const own = prices.weights.get(`${type.name}.${name}`);
      return [{ ...named, kind: 'value', slot: slotOf(field.type, own, allowed, this.#source) }];
    });
    return { list, typename: ascii(`"${type.name}"`), cost: costOfObject(type, this.#own, shown, prices) };
  }

  #gather(type: GraphQLCompositeType, set: SelectionSetNode, into: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      if (!this.#source.includes(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const found = into.get(key);
        if (found) found.push(selection);
        else into.set(key, [selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#source.fragments.get(selection.name.value);
      if (fragment && this.#applies(fragment.typeCondition?.name.value, type)) this.#gather(type, fragment.selectionSet, into);
    }
  }

  /** Whether what is shown of an interface's objects is not the same for all its types. */
  #dependsOn(type: GraphQLInterfaceType): boolean {
    const nodesOf = (of: GraphQLCompositeType): FieldNode[] => {
      const nodes = new Map<string, FieldNode[]>();
      for (const set of this.#sets) this.#gather(of, set, nodes);
      return [...nodes.values()].flat();
    };
    const own = nodesOf(type);
    if (own.some(({ name }) => name.value === '__typename')) return true;
    return this.#source.schema.getPossibleTypes(type).some((possible) => nodesOf(possible).length !== own.length);
  }

  #applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.#source.schema.getType(condition);
    return isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && this.#source.schema.isSubType(wanted, type);
  }
}
