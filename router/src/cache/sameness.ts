import { createHash } from 'node:crypto';
import type { Configuration } from '../configuration.ts';
import { forwardRule } from '../edge/headers.ts';
import type { Scope } from '../edge/scope.ts';
import type { Policy } from './policy.ts';

/** By the same text, the same is meant. */
export const digest = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** What a subgraph hears of who asks, besides the authority: the headers that go to it. A trace changes no answer. */
export function headersFor(configuration: Configuration, subgraph: string): (scope: Scope) => Record<string, string> {
  const rule = forwardRule(configuration, subgraph);
  return (scope) => {
    const { traceparent: _, ...headers } = rule(scope);
    return headers;
  };
}

/** Who may see what is kept: '' for everybody; undefined where it may not be kept, because nobody could be told apart. */
export function viewerOf({ isPrivate }: Policy, { identity }: Scope): string | undefined {
  if (!isPrivate) return '';
  return identity.party.kind === 'Anonymous' ? undefined : `${identity.party.kind} ${identity.key}`;
}
