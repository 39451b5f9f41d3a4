import { z } from 'zod';

const milliseconds = z.number().int().positive();
const count = z.number().int().positive();

export const limits = z.strictObject({
  bodyBytes: count.default(262_144),
  /** Operations in one JSON array over HTTP; 1 refuses arrays. */
  batch: count.max(100).default(1),
  tokens: count.default(4000),
  /** Brackets of any kind in one another, in a document or in variables. */
  nesting: count.max(1000).default(50),
  /** What explorers and tools ask of __schema is 15 deep. */
  depth: count.default(15),
  aliases: z.number().int().nonnegative().default(60),
  rootFields: count.default(20),
  directives: z.number().int().nonnegative().default(50),
  /** Fields selected once fragments are expanded. */
  fields: count.default(1500),
  /** Pairs of fields that answer to the same key at the same place, fragments expanded. */
  overlaps: count.default(5000),
  /** The most that one operation may cost as estimated. */
  cost: count.default(10_000),
  /** Items of a list of which nothing else says how long it is. */
  assumedListSize: z.number().int().nonnegative().default(10),
  /** What a call of a field costs besides what it returns (`Query.name`, `Mutation.name`, …). */
  weights: z.record(z.string().regex(/^\w+\.\w+$/, 'Type.field'), z.number().int().nonnegative()).default({}),
  /** By the same cost: a token bucket for each signed-in user and, for the anonymous, each client address. Off when left out. */
  rate: z.strictObject({ perSecond: z.number().positive(), burst: z.number().positive() }).optional(),
  /** WebSockets open at a time. */
  socketsPerAddress: count.default(100),
  subscriptionsPerSocket: count.default(50),
  /** What may wait for one client; beyond it, or when nothing is taken for slowReaderMs, its socket is closed with 4413. */
  socketBufferBytes: count.default(1_048_576),
  slowReaderMs: milliseconds.default(10_000),
});

export const persisted = z
  .strictObject({
    /** Characters of documents that are remembered by their hash as clients send them. */
    automaticCharacters: z.number().int().nonnegative().default(2_000_000),
    manifest: z.string().optional(),
    only: z.boolean().default(false),
    freeFor: z.array(z.string()).default([]),
  })
  .refine(({ only, manifest }) => !only || manifest !== undefined, { path: ['manifest'], message: 'is needed by only' });

export const limitsHelp = `  "limits": {                       for HTTP and WebSocket alike; TOO_COSTLY beyond them
    "bodyBytes": 262144,            of an HTTP body (413) or a WebSocket message (1009)
    "batch": 1,                     operations in one JSON array over HTTP, answered in order; 1 refuses arrays
    "tokens": 4000, "depth": 15, "aliases": 60, "rootFields": 20, "directives": 50,
    "fields": 1500,                 selected once fragments are written out
    "overlaps": 5000,               pairs of fields in it that answer to the same key at the same place
    "nesting": 50,                  brackets in one another, of a document or in variables
    "cost": 10000,                  the most that an operation may cost as estimated: each field costs its call and arguments,
                                    and as many times an object (1; leaves 0) and what is selected in it as its list is long,
                                    by the value of first, last or limit (of a connection: for its edges and nodes).
                                    @cost and @listSize of the supergraph say otherwise; @skip and @include are disregarded;
                                    of the types behind an interface or union the dearest counts
    "assumedListSize": 10,          items of a list of which nothing says how long it is; more where an argument lists more
    "weights": { "Query.NAME": 500 },   what a call of a field costs; otherwise root fields 1, others 0
    "rate": { "perSecond": …, "burst": … },   off when left out; by the same cost, for each signed-in user and, for the
                                    anonymous, each client address (IPv6: its /64); services are not counted; what an answer
                                    did not come to is given back; RATE_LIMITED beyond it, over HTTP 429 with Retry-After.
                                    Answers say extensions.cost: requested (estimated), actual (by its lists), available
                                    (in the bucket, else the limit). A request with extensions { "cost": { "dryRun": true } }
                                    is priced, not run: { "data": null, "extensions": { "cost": … } }
    "socketsPerAddress": 100,       WebSockets open at a time; 429 at the handshake beyond it
    "subscriptionsPerSocket": 50,
    "socketBufferBytes": 1048576,   what may wait for one client; beyond it, or when a client takes nothing for slowReaderMs,
    "slowReaderMs": 10000           its socket is closed with 4413
  },
  "persisted": {                    extensions.persistedQuery { version: 1, sha256Hash } instead of a document
    "automaticCharacters": 2000000, kept of documents that clients sent with their hash; the least used are forgotten; 0 for none
    "manifest": …,                  known operations, from the configuration file's folder: an Apollo persisted query manifest
                                    or { ID: DOCUMENT }; clients send an id as sha256Hash, or the document itself
    "only": false,                  refuses whatever is not in the manifest with FORBIDDEN
    "freeFor": []                   names in auth.policies: whoever fulfils one of them may write queries freely
  },
`;
