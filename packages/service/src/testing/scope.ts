import type { RequestScope } from '../scope.ts';
import type { Viewer } from '../viewer.ts';

export const anonymous: Viewer = {
  id: null,
  role: null,
  region: null,
  sessionId: null,
  agencies: null,
  scopes: null,
  test: false,
  steppedUpAt: null,
};

/** What a resolver sees of a request by `viewer`; name only what matters to the test. */
export const aScope = (viewer: Partial<Viewer> = {}, scope: Partial<Omit<RequestScope, 'viewer'>> = {}): RequestScope => ({
  viewer: { ...anonymous, region: 'EU', ...viewer },
  language: 'fr',
  traceId: '0'.repeat(32),
  headers: {},
  setCookie: () => undefined,
  ...scope,
});
