import type { Language } from './language.ts';
import type { Viewer } from './viewer.ts';

/** What every resolver may know of the request; each subgraph's context adds its own database, clock and loaders. */
export interface RequestScope {
  viewer: Viewer;
  language: Language;
  traceId: string;
  /** Request headers by lower-case name; empty over WebSocket. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Adds a Set-Cookie header to the answer; the router lets it pass for the subgraph that its configuration names. */
  setCookie(value: string): void;
}
