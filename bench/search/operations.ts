import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, parse, print, visit, type DefinitionNode, type DocumentNode } from 'graphql';
import { root } from '../../local/folders.ts';

const ofClients = (name: string): DefinitionNode[] => [
  ...parse(readFileSync(path.join(root, 'clients', 'core', 'operations', `${name}.graphql`), 'utf8')).definitions,
];

/** An operation with the fragments that it reaches. */
function reached(definitions: readonly DefinitionNode[], name: string): DocumentNode {
  const kept: DefinitionNode[] = [];
  const take = (wanted: string): void => {
    const definition = definitions.find((each) => 'name' in each && each.name?.value === wanted);
    if (!definition || kept.includes(definition)) return;
    kept.push(definition);
    visit(definition, {
      FragmentSpread: (spread) => {
        take(spread.name.value);
      },
    });
  };
  take(name);
  return { kind: Kind.DOCUMENT, definitions: kept };
}

const definitions = [...ofClients('offers'), ...ofClients('shared/fragments')];

/** What the web client asks. */
export const asClient = print(reached(definitions, 'SearchOffers'));

/** What of it the router asks booking: agencies and classes are fleet's. */
export const asRouter = print(
  reached(
    definitions.map((definition) =>
      visit(definition, {
        Field: (field) => {
          if (field.name.value !== 'agency' && field.name.value !== 'vehicleClass') return undefined;
          const selections = ['__typename', 'id'].map((name) => ({ kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } }) as const);
          return { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } };
        },
      }),
    ),
    'SearchOffers',
  ),
);

/** An operation of the web client's checkout. */
export const ofCheckout = (name: string): string => print(reached([...ofClients('checkout'), ...definitions], name));
