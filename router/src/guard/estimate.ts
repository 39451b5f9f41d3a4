import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { largestOf, productOf, sumOf, type Amount } from './amount.ts';
import { costOfArguments } from './inputCost.ts';
import { listSizeOf } from './listSize.ts';
import type { Prices } from './prices.ts';

type Fields = Map<string, FieldNode[]>;
type Sized = ReadonlyMap<string, Amount>;

/** What one value of a field costs itself: @cost of the field, of its type, or 1 for an object and 0 for a leaf. */
export const ownCost = (coordinate: string, type: GraphQLNamedType, { weights }: Prices): number =>
  weights.get(coordinate) ?? weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);

/**
 * Compiles what an operation costs before it runs, in the manner of the IBM cost specification: each field costs its call and its
 * arguments, and as many times its own cost and that of what is selected in it as its list may be long. Of an abstract
 * type's possibilities the dearest counts; @skip and @include are disregarded. The document is valid and within the limits.
 * Throws a Refusal where @listSize wants one slicing argument.
 */
export function estimatorOf(document: DocumentNode, operation: OperationDefinitionNode, schema: GraphQLSchema, prices: Prices): Amount {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);

  const covers = (condition: string, type: GraphQLCompositeType): boolean => {
    if (condition === type.name) return true;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && (isObjectType(type) || 'getInterfaces' in type) && schema.isSubType(wanted, type);
  };

  /** Fields that an object of `type` has, by response key; `missed` gets the conditions that it does not meet. */
  function gather(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], into: Fields, missed: Set<string>): Fields {
    for (const set of sets) {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const known = into.get(key);
          if (known) known.push(selection);
          else into.set(key, [selection]);
          continue;
        }
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (!fragment) continue;
        const condition = fragment.typeCondition?.name.value;
        if (condition === undefined || covers(condition, type)) gather(type, [fragment.selectionSet], into, missed);
        else missed.add(condition);
      }
    }
    return into;
  }

  function costOfField(type: GraphQLCompositeType, nodes: readonly FieldNode[], sized: Sized): Amount {
    const [node] = nodes;
    const field = node && 'getFields' in type ? type.getFields()[node.name.value] : undefined;
    if (!node || !field) return 0;
    const coordinate = `${type.name}.${field.name}`;
    const named = getNamedType(field.type);
    const { size, sizedFields } = listSizeOf(coordinate, node, field, prices);
    const inner = size === undefined ? new Map<string, Amount>() : new Map(sizedFields.map((name) => [name, size]));
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const each = sumOf([ownCost(coordinate, named, prices), isCompositeType(named) ? costOfSets(named, sets, inner) : 0]);
    const items = isListType(getNullableType(field.type)) ? (sized.get(field.name) ?? size ?? prices.assumedListSize) : 1;
    return sumOf([prices.call(coordinate), costOfArguments(coordinate, node, field, prices), productOf(items, each)]);
  }

  const costOfFields = (type: GraphQLCompositeType, fields: Fields, sized: Sized): Amount =>
    sumOf([...fields.values()].map((nodes) => costOfField(type, nodes, sized)));

  function costOfSets(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], sized: Sized): Amount {
    const missed = new Set<string>();
    const fields = gather(type, sets, new Map(), missed);
    if (!isAbstractType(type) || missed.size === 0) return costOfFields(type, fields, sized);
    const possible = new Map<string, GraphQLCompositeType>();
    for (const one of schema.getPossibleTypes(type)) possible.set([...missed].filter((name) => covers(name, one)).join(), one);
    return largestOf([...possible.values()].map((one) => costOfFields(one, gather(one, sets, new Map(), new Set()), sized)));
  }

  const root = schema.getRootType(operation.operation);
  return root ? costOfSets(root, [operation.selectionSet], new Map()) : 0;
}

/** What an object that has these fields came to, whatever lies below it: `own` where the field that holds it says so. */
export function costOfObject(type: GraphQLCompositeType, own: number | undefined, nodes: readonly FieldNode[], prices: Prices): number {
  const fields = 'getFields' in type ? type.getFields() : {};
  return nodes.reduce(
    (sum, node) => {
      const field = fields[node.name.value];
      if (!field) return sum;
      const coordinate = `${type.name}.${field.name}`;
      const named = getNamedType(field.type);
      const given = costOfArguments(coordinate, node, field, prices);
      const leaf = isCompositeType(named) ? 0 : ownCost(coordinate, named, prices);
      return sum + prices.call(coordinate) + (typeof given === 'number' ? given : 0) + leaf;
    },
    own ?? prices.weights.get(type.name) ?? 1,
  );
}
