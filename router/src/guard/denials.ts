import { getNamedType, Kind, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type FieldNode, type GraphQLSchema } from 'graphql';
import type { Identity } from '../auth/identity.ts';
import { present, Refusal, type ClientError } from '../edge/refusal.ts';
import type { Scope } from '../edge/scope.ts';
import type { ResponsePath } from '../planning/plan.ts';
import type { Requirement, Requirements } from './requirements.ts';

/** What an operation's fields require of whoever asks. */
export interface Needs {
  byField: ReadonlyMap<FieldNode, readonly Requirement[]>;
  all: readonly Requirement[];
}

/** The fields that somebody may not read, each with the first of its requirements that is not met. */
export type Denials = ReadonlyMap<FieldNode, Requirement>;

/** A field needs what its parent's type, it itself and the type that it returns require. Undefined where nothing is required. */
export function needsOf(document: DocumentNode, schema: GraphQLSchema, requirements: Requirements): Needs | undefined {
  if (requirements.size === 0) return undefined;
  const byField = new Map<FieldNode, Requirement[]>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType()?.name ?? '';
        const returned = types.getType();
        const coordinates = [parent, `${parent}.${node.name.value}`, ...(returned ? [getNamedType(returned).name] : [])];
        const found = coordinates.flatMap((coordinate) => requirements.get(coordinate) ?? []);
        if (found.length > 0) byField.set(node, found);
      },
    }),
  );
  return byField.size > 0 ? { byField, all: [...new Set([...byField.values()].flat())] } : undefined;
}

function meets({ authenticated, scopes, policies }: Requirement, { party, scopes: held, policies: holds }: Identity): boolean {
  if (authenticated && party.kind === 'Anonymous') return false;
  if (scopes && !scopes.some((all) => all.every((scope) => held.has(scope)))) return false;
  return !policies || policies.some((all) => all.every((policy) => holds.has(policy)));
}

/** Which of the fields `identity` may not read; `key` is the same for the same of them. Undefined when it may read all. */
export function deniedOf({ byField, all }: Needs, identity: Identity): { key: string; denials: Denials } | undefined {
  const unmet = new Set(all.filter((requirement) => !meets(requirement, identity)));
  if (unmet.size === 0) return undefined;
  const denials = new Map<FieldNode, Requirement>();
  for (const [node, requirements] of byField) {
    const requirement = requirements.find((one) => unmet.has(one));
    if (requirement) denials.set(node, requirement);
  }
  return { key: [...unmet].map(({ coordinate }) => coordinate).join(), denials };
}

/** The document as it is planned: without the fields denied, so that no subgraph is asked for them. */
export function withoutDenied(document: DocumentNode, denials: Denials): DocumentNode {
  return visit(document, {
    Field: { enter: (node) => (denials.has(node) ? null : undefined) },
    SelectionSet: {
      leave: (node) =>
        node.selections.length > 0
          ? undefined
          : { ...node, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }] },
    },
  });
}

/** The scopes lacked of the alternative of which the fewest are; undefined where no scope is lacked. */
function missingScopes({ scopes }: Requirement, { scopes: held }: Identity): string | undefined {
  const lacked = scopes?.map((all) => all.filter((scope) => !held.has(scope))).sort((a, b) => a.length - b.length)[0];
  return lacked && lacked.length > 0 ? lacked.join(' ') : undefined;
}

/** UNAUTHENTICATED where signing in may help, SCOPE_MISSING where scopes are lacked (`reason`: which), else FORBIDDEN. */
export function denialOf(requirement: Requirement, identity: Identity): Refusal {
  if (identity.party.kind === 'Anonymous') return new Refusal(401, 'UNAUTHENTICATED', 'signInToRead', requirement.coordinate);
  const missing = missingScopes(requirement, identity);
  if (missing !== undefined) return new Refusal(403, 'SCOPE_MISSING', 'scopeMissing', missing);
  return new Refusal(403, 'FORBIDDEN', 'mayNotRead', requirement.coordinate);
}

/** What `denialOf` says, at a place of the answer; `extensions` say all that is required there. */
export function denialError(requirement: Requirement, scope: Scope, path?: ResponsePath): ClientError {
  const { coordinate, scopes, policies } = requirement;
  const { message, extensions } = present(denialOf(requirement, scope.identity), scope);
  return {
    message,
    ...(path && { path }),
    extensions: { ...extensions, required: { coordinate, ...(scopes && { scopes }), ...(policies && { policies }) } },
  };
}
