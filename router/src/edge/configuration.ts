import { z } from 'zod';

const headerName = z.string().regex(/^[a-z0-9-]+$/, 'lower case header name');
const milliseconds = z.number().int().positive();

export const web = z.strictObject({
  folder: z.string(),
  /** Paths under it carry a hash in their name and never change. */
  immutablePrefix: z.string().startsWith('/').default('/assets/'),
  /** Sources by CSP directive, added to a policy that otherwise allows this origin alone. */
  contentSecurityPolicy: z.record(z.string().regex(/^[a-z-]+$/), z.array(z.string().regex(/^[^;,\s]+$/))).default({}),
  /** Further response headers; they replace the built-in ones of the same name. */
  headers: z.record(headerName, z.string()).default({}),
});

export const proxy = z.strictObject({
  prefix: z.string().regex(/^\/[^?#]*[^/?#]$/, 'starts with / and does not end with it'),
  target: z.url({ protocol: /^https?$/ }),
  /** Lets Cookie and Authorization through. */
  credentials: z.boolean().default(false),
  timeoutMs: milliseconds.default(30_000),
});

/** Files in PEM; the certificate with those that lead to its root. */
export const tls = z.strictObject({ certificate: z.string(), key: z.string() });

/** On with --introspection when left out. */
export const explorer = z.boolean().optional();

export const tlsHelp = `  "tls": { "certificate": FILE, "key": FILE },   PEM; TLS 1.3 alone; new files are taken without a restart; plain when left out
  "behindTls": false,               TLS ends at a proxy in front
  "insecureUpstreams": "mesh",      a service mesh encrypts what leaves this process; left out elsewhere
                                    With NODE_ENV=production the router refuses to start without one of tls and behindTls,
                                    and with http:, ws: or redis: addresses unless insecureUpstreams says why
`;

export const edgeHelp = `  "explorer": …,                    Altair at /explorer, served from here alone; on with --introspection, refused without
  "web": {
    "folder": …,                    a built single-page application, from the configuration file's folder
    "immutablePrefix": "/assets/",  files under it are cached for ever
    "contentSecurityPolicy": { "script-src": […], "frame-src": […], "connect-src": […] },  sources added to 'self'
    "headers": {}                   response headers; they replace the built-in ones of the same name
  },
  "proxies": [ { "prefix": "/path", "target": "http://host:port", "credentials": false, "timeoutMs": 30000 } ]
                                    the path stays as it is; without credentials no Cookie, Authorization or Set-Cookie passes
`;
