import { z } from 'zod';

export const auth = z.strictObject({
  accessTokens: z
    .strictObject({
      jwksUrl: z.url(),
      issuer: z.string(),
      audience: z.string(),
      algorithms: z.array(z.string()).min(1).default(['EdDSA', 'Ed25519']),
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
  }),
});

export const authHelp = `  "auth": {                         left out: everybody is anonymous and no token is made
    "accessTokens": { "jwksUrl": …, "issuer": …, "audience": …, "algorithms": ["EdDSA", "Ed25519"] },
    "serviceTokens": { "audience": …, "claims": { … }, "maxAgeSeconds": 60 },
                                    HS256 with the internal key; claims are what subgraphs then read
    "internal": {
      "key": "\${INTERNAL_KEY}",     base64url, 32 bytes or more
      "issuer": "router", "lifetimeSeconds": 60,
      "claims": ["sub"],            claims of the access token that subgraphs get
      "anonymousClaims": {}
    }
  },
`;
