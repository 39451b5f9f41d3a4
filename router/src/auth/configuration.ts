import { z } from 'zod';

const policy = z.strictObject({ claim: z.string(), values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1) });

export const auth = z.strictObject({
  accessTokens: z
    .strictObject({
      jwksUrl: z.url(),
      issuer: z.string(),
      audience: z.string(),
      algorithms: z.array(z.string()).min(1).default(['EdDSA', 'Ed25519']),
      /** Of the header, e.g. at+jwt (RFC 9068): no other kind of token that the issuer signs passes for one. */
      typ: z.string().optional(),
    })
    .optional(),
  serviceTokens: z
    .strictObject({
      audience: z.string(),
      claims: z.record(z.string(), z.unknown()),
      maxAgeSeconds: z.number().int().positive().max(300).default(60),
    })
    .optional(),
  internal: z.strictObject({
    /** base64url, at least 32 bytes. */
    key: z.base64url().min(43),
    issuer: z.string().default('router'),
    lifetimeSeconds: z.number().int().positive().max(300).default(60),
    /** Claims of the access token that subgraphs get to see. */
    claims: z.array(z.string()).default(['sub']),
    anonymousClaims: z.record(z.string(), z.unknown()).default({}),
    /** The claim that holds the request's trace id. */
    traceClaim: z.string().optional(),
  }),
  /** For @requiresScopes: separated by spaces, or a list. */
  scopesClaim: z.string().default('scope'),
  /** For @policy, by name: fulfilled by whoever has one of the values in the claim. */
  policies: z.record(z.string(), policy).default({}),
  apiKeys: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }),
      prefix: z.string().regex(/^[\w.-]{4,}$/, 'four characters of a token or more'),
      audience: z.string(),
      claims: z.record(z.string(), z.unknown()).default({}),
      rememberSeconds: z.number().positive().max(60).default(30),
    })
    .optional(),
  revocations: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }),
      claim: z.string().default('sid'),
      everySeconds: z.number().positive().default(15),
      audience: z.string(),
      claims: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
});

export const authHelp = `  "auth": {                         left out: everybody is anonymous and no token is made
    "accessTokens": { "jwksUrl": …, "issuer": …, "audience": …, "algorithms": ["EdDSA", "Ed25519"],
                      "typ": "at+jwt" },   of the header; left out: any
    "serviceTokens": { "audience": …, "claims": { … }, "maxAgeSeconds": 60 },
                                    HS256 with the internal key; claims are what subgraphs then read
    "internal": {
      "key": "\${INTERNAL_KEY}",     base64url, 32 bytes or more
      "issuer": "router", "lifetimeSeconds": 60,
      "claims": ["sub"],            claims of the access token that subgraphs get
      "anonymousClaims": {},
      "traceClaim": "trace"         the claim that holds the request's trace id; left out: none, and tokens serve many requests
    },
    "scopesClaim": "scope",         what @requiresScopes looks at: scopes separated by spaces, or a list of them
    "policies": { "NAME": { "claim": …, "values": […] } },   what @policy looks at: fulfilled by one of the values
    "apiKeys": {                    left out: there are none
      "url": …,                     is sent { "key": … }; answers { "claims": { … }, "rate": { "perSecond", "burst" } or null },
                                    or 404. Claims are as an access token's, sub with them; a rate is the key's own, in cost
      "prefix": …,                  what begins with it is a key, no JWT
      "audience": …, "claims": {},  of the internal token with which it is asked
      "rememberSeconds": 30
    },
    "revocations": {                left out: access tokens are good until they expire
      "url": …,                     answers { "revoked": […] }, the ids revoked within the lifetime of access tokens
      "claim": "sid",               of the access token: its id there
      "everySeconds": 15,
      "audience": …, "claims": {}   of the internal token with which it is asked
    }
  },
`;
