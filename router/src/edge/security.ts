import type { Configuration } from '../configuration.ts';

/** What the pages may load: this origin alone, and the sources that the configuration adds to a directive. */
export function contentSecurityPolicy(added: Readonly<Record<string, readonly string[]>>): string {
  const base: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'frame-ancestors': ["'none'"],
    'form-action': ["'self'"],
    'img-src': ["'self'", 'data:'],
  };
  const directives = [...new Set([...Object.keys(base), ...Object.keys(added)])];
  return directives
    .map((directive) => {
      const sources = [...(base[directive] ?? ["'self'"]), ...(added[directive] ?? [])];
      const effective = sources.length > 1 ? sources.filter((source) => source !== "'none'") : sources;
      return `${directive} ${[...new Set(effective)].join(' ')}`;
    })
    .join('; ');
}

export const securityHeaders = (
  web: Pick<NonNullable<Configuration['web']>, 'contentSecurityPolicy' | 'headers'>,
): Record<string, string> => ({
  'content-security-policy': contentSecurityPolicy(web.contentSecurityPolicy),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self), geolocation=(self), payment=(self)',
  ...web.headers,
});
