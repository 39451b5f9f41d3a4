import { Kind, type DocumentNode } from 'graphql';
import { appliedIn } from './directives.ts';

/** One of the lists has to be fulfilled whole. */
type Alternatives = readonly (readonly string[])[];

/** What somebody must be to read a type or a field. */
export interface Requirement {
  /** `Type` or `Type.field`. */
  coordinate: string;
  authenticated: boolean;
  scopes: Alternatives | undefined;
  policies: Alternatives | undefined;
}

/** By coordinate. */
export type Requirements = ReadonlyMap<string, Requirement>;

const alternatives = (value: unknown): Alternatives | undefined =>
  Array.isArray(value) ? value.map((one: unknown) => (Array.isArray(one) ? one.map(String) : [])) : undefined;

/**
 * What the supergraph's @authenticated, @requiresScopes and @policy ask for. Composition has merged them: what several subgraphs
 * ask for must all be met, and interfaces ask for what all of their implementations do.
 */
export function requirementsOf(supergraph: DocumentNode): Requirements {
  const applied = appliedIn(supergraph);
  const requirements = new Map<string, Requirement>();
  const read = (coordinate: string, node: Parameters<typeof applied>[0]): void => {
    const scopes = alternatives(applied(node, 'requiresScopes')?.['scopes']);
    const policies = alternatives(applied(node, 'policy')?.['policies']);
    const authenticated = applied(node, 'authenticated') !== undefined;
    if (authenticated || scopes || policies) requirements.set(coordinate, { coordinate, authenticated, scopes, policies });
  };
  for (const type of supergraph.definitions) {
    switch (type.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        for (const field of type.fields ?? []) read(`${type.name.value}.${field.name.value}`, field);
        read(type.name.value, type);
        break;
      case Kind.SCALAR_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
        read(type.name.value, type);
        break;
      default:
    }
  }
  return requirements;
}
