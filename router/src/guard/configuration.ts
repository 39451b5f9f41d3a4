import { z } from 'zod';

const milliseconds = z.number().int().positive();

export const limits = z.strictObject({
  bodyBytes: z.number().int().positive().default(1_000_000),
  tokens: z.number().int().positive().default(4000),
  depth: z.number().int().positive().default(12),
  aliases: z.number().int().nonnegative().default(60),
  rootFields: z.number().int().positive().default(20),
  /** What a root field costs (`Query.name`, `Mutation.name`, …); 1 when it is not named. */
  rootWeights: z.record(z.string().regex(/^\w+\.\w+$/, 'Type.field'), z.number().int().nonnegative()).default({}),
  /** The sum over an operation's root fields, aliases and fragments written out, @skip and @include disregarded. */
  rootCost: z.number().int().positive().default(20),
  /** By the same cost: a token bucket for each signed-in user and, for the anonymous, each client address. Off when left out. */
  rate: z.strictObject({ perSecond: z.number().positive(), burst: z.number().positive() }).optional(),
  /** Fields selected once fragments are expanded. */
  fields: z.number().int().positive().default(1500),
  /** WebSockets open at a time. */
  socketsPerAddress: z.number().int().positive().default(100),
  subscriptionsPerSocket: z.number().int().positive().default(50),
  /** What may wait for one client; beyond it, or when nothing is taken for slowReaderMs, its socket is closed with 4413. */
  socketBufferBytes: z.number().int().positive().default(1_048_576),
  slowReaderMs: milliseconds.default(10_000),
});

export const limitsHelp = `  "limits": {
    "bodyBytes": 1000000, "tokens": 4000, "depth": 12, "aliases": 60, "rootFields": 20, "fields": 1500,
    "rootWeights": { "Query.NAME": 7 },   what a root field costs; 1 when it is not named
    "rootCost": 20,                 the most that an operation's root fields may cost together: every alias counts, fragments
                                    are written out, @skip and @include are disregarded; TOO_COSTLY beyond it
    "rate": { "perSecond": …, "burst": … },   off when left out; by the same cost, for each signed-in user and, for the
                                    anonymous, each client address (IPv6: its /64); services are not counted;
                                    RATE_LIMITED beyond it, over HTTP 429 with Retry-After
    "socketsPerAddress": 100,       WebSockets open at a time; 429 at the handshake beyond it
    "subscriptionsPerSocket": 50, "socketBufferBytes": 1048576, "slowReaderMs": 10000
  },
`;
