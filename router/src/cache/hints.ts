import { Kind, parse, type DirectiveNode, type TypeNode } from 'graphql';

/** What @cacheControl says of a type or field. */
export interface Hint {
  /** Seconds. */
  maxAge: number | undefined;
  isPrivate: boolean;
  inherits: boolean;
}

export interface HintedType {
  hint: Hint | undefined;
  /** Of a scalar or enum, empty. */
  fields: ReadonlyMap<string, { type: string; hint: Hint | undefined }>;
  isComposite: boolean;
  /** Names of the objects that stand for an interface or union; empty for others. */
  possible: string[];
}

/** The types of a supergraph, by name. */
export type Hints = ReadonlyMap<string, HintedType>;

/** What they guard is not the same for all. */
const guards = new Set(['authenticated', 'requiresScopes', 'policy']);
const nothing: Hint = { maxAge: undefined, isPrivate: false, inherits: false };

function hintOf(directives: readonly DirectiveNode[] = []): Hint | undefined {
  const isGuarded = directives.some(({ name }) => guards.has(name.value));
  const found = directives.find(({ name }) => name.value === 'cacheControl');
  if (!found) return isGuarded ? { ...nothing, isPrivate: true } : undefined;
  const said = new Map(found.arguments?.map(({ name, value }) => [name.value, 'value' in value ? value.value : undefined]));
  const maxAge = said.get('maxAge');
  return {
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    isPrivate: isGuarded || said.get('scope') === 'PRIVATE',
    inherits: said.get('inheritMaxAge') === true,
  };
}

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));

export function hintsOf(supergraph: string): Hints {
  const types = new Map<string, HintedType>();
  const stands: [abstract: string, object: string][] = [];
  for (const node of parse(supergraph, { noLocation: true }).definitions) {
    const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION;
    if (isObject || node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_DEFINITION) {
      const fields = new Map(
        ('fields' in node ? (node.fields ?? []) : []).map((field) => [
          field.name.value,
          { type: nameOf(field.type), hint: hintOf(field.directives) },
        ]),
      );
      types.set(node.name.value, { hint: hintOf(node.directives), fields, isComposite: true, possible: [] });
      if (isObject) stands.push(...(node.interfaces ?? []).map((parent): [string, string] => [parent.name.value, node.name.value]));
      if ('types' in node) stands.push(...(node.types ?? []).map((member): [string, string] => [node.name.value, member.name.value]));
    } else if (node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION) {
      types.set(node.name.value, { hint: hintOf(node.directives), fields: new Map(), isComposite: false, possible: [] });
    }
  }
  for (const [abstract, object] of stands) types.get(abstract)?.possible.push(object);
  return types;
}
