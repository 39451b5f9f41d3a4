import { Kind, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import type { Configuration } from '../configuration.ts';
import type { Run } from '../execution/operations.ts';

export type Lateness = 'replay' | 'live' | 'apart';

function firstField(set: SelectionSetNode, document: DocumentNode): FieldNode | undefined {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) return selection;
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions
            .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
            .find(({ name }) => name.value === selection.name.value);
    const found = inner && firstField(inner.selectionSet, document);
    if (found) return found;
  }
  return undefined;
}

/** How a subscription may be joined by somebody who comes late: as configured; replay when it begins after something; else apart. */
export function latenessOf({ operation, conditions }: Run, late: Configuration['subscriptions']['late']): Lateness {
  const field = firstField(operation.definition.selectionSet, operation.document);
  const configured = late[`Subscription.${field?.name.value ?? ''}`];
  if (configured) return configured;
  const begins = field?.arguments?.some(({ name, value }) => {
    if (!/^after/i.test(name.value) || value.kind === Kind.NULL) return false;
    return value.kind !== Kind.VARIABLE || (conditions[value.name.value] ?? null) !== null;
  });
  return begins ? 'replay' : 'apart';
}
