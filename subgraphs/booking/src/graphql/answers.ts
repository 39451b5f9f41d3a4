import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { plainQuery, type PlainQuery } from '@ycyw/service/plainQuery';
import type { Asked } from '@ycyw/service/serve';
import type { GraphQLSchema } from 'graphql';
import { keepSearch, searcherOf } from '../actions/recommendation/searcher.ts';
import type { Context } from './context.ts';
import { offerPage, type OffersAsked } from './search.ts';

interface Answer {
  /** Those that were searched. */
  agencies: readonly { code: string }[];
  /** The ledger's turn in which it was asked for. */
  turn: number;
  /** As it was written, or where it was asked for again in Zstandard: the offers of a page are much alike, ten times as many answers fit. */
  body: Buffer;
  isPacked: boolean;
}

/** Of what nobody has asked for twice: each answer packed leaves a compressor to be collected, which is larger than it. */
const onceBytes = 2 * 2 ** 20;
const oftenBytes = 2 ** 20;
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const mostQueries = 200;
const longestQuery = 20_000;
const longestVariables = 5000;

/** In memory of its own: small buffers are slices of pools of 64 kB, and whoever keeps a slice keeps its pool. */
function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

/** Of whoever asks alone, and kept for nobody. */
const write = async (query: PlainQuery, asked: OffersAsked, context: Context): Promise<Buffer> =>
  Buffer.from(query.write(await offerPage(context, asked)));

const bytesOf = (key: string, { body, agencies }: Answer): number => body.length + 2 * key.length + 8 * agencies.length;

/** Answers by their key, longest unused first, so many that they fit. */
class Kept {
  readonly answers = new Map<string, Answer>();
  bytes = 0;
  readonly #most: number;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  forget(key: string): void {
    const answer = this.answers.get(key);
    if (!answer) return;
    this.bytes -= bytesOf(key, answer);
    this.answers.delete(key);
  }

  keep(key: string, answer: Answer): void {
    this.forget(key);
    this.answers.set(key, answer);
    this.bytes += bytesOf(key, answer);
    for (const oldest of this.answers.keys()) {
      if (this.bytes <= this.#most) return;
      this.forget(oldest);
    }
  }
}

/**
 * Answers to searches, written once and kept until the ledger of one of the agencies that were searched changes, or the minute
 * ends. Whoever asks sees all that was committed before: what is kept is given only after asking what changed since it was made.
 */
export class Answers {
  readonly counts = { hits: 0, misses: 0, invalidations: 0 };
  readonly #schema: GraphQLSchema;
  readonly #queries = new Map<string, { number: number; query: PlainQuery | null }>();
  #numbered = 0;
  readonly #once = new Kept(onceBytes);
  readonly #often = new Kept(oftenBytes);
  readonly #underWay = new Map<string, { turn: number; body: Promise<Buffer> }>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  get size(): { answers: number; bytes: number } {
    return { answers: this.#once.answers.size + this.#often.answers.size, bytes: this.#once.bytes + this.#often.bytes };
  }

  /** The answer to a request that only searches offers; null for all others, and for those that are refused: the executor says why. */
  async answer({ query: text, operationName, variables }: Asked, context: Context): Promise<Buffer | null> {
    const { scopes } = context.viewer;
    if (typeof text !== 'string' || text.length > longestQuery || (scopes !== null && !scopes.has('offers:read'))) return null;
    const { number, query } = this.#queryOf(text, typeof operationName === 'string' ? operationName : null);
    const given = JSON.stringify(variables ?? {});
    if (query?.field !== 'searchOffers' || !given.startsWith('{') || given.length > longestVariables) return null;
    const wished = searcherOf(context.viewer) && (query.argumentsOf((variables ?? {}) as Record<string, unknown>) as OffersAsked | null);
    const work =
      wished?.sort === 'RECOMMENDED' ? write(query, wished, context) : this.#shared({ number, query, given }, variables, context);
    const body = await work.catch(() => null);
    if (body && wished && !wished.after) keepSearch(context.world, context.viewer, wished.input);
    return body;
  }

  /** An answer that is the same for everybody who asks so. */
  async #shared(
    { number, query, given }: { number: number; query: PlainQuery; given: string },
    variables: Asked['variables'],
    context: Context,
  ): Promise<Buffer> {
    const { availability, agencies, clock, recommender, tariff } = context.world;
    // Before their version is looked at: this is what asks which of them changed.
    await agencies.all();
    const minute = Math.floor(clock.now().getTime() / 60_000);
    const key = [number, context.language, minute, agencies.version, recommender.learnt.version, tariff.lastRates(), given].join(' ');
    const kept = this.#often.answers.get(key) ?? this.#once.answers.get(key);
    if (kept) {
      if (await availability.unchanged(kept.agencies, kept.turn)) {
        this.counts.hits += 1;
        const body = kept.isPacked ? zstdDecompressSync(kept.body) : kept.body;
        this.#once.forget(key);
        this.#often.keep(key, kept.isPacked ? kept : { ...kept, body: ownBytes(zstdCompressSync(body, packing)), isPacked: true });
        return body;
      }
      this.counts.invalidations += 1;
      this.#once.forget(key);
      this.#often.forget(key);
    }
    // What was begun in this turn reads in the next one, as we would.
    const { turn } = availability;
    let work = this.#underWay.get(key);
    if (work?.turn === turn) this.counts.hits += 1;
    else {
      this.counts.misses += 1;
      work = { turn, body: this.#make(key, turn, query, (variables ?? {}) as Record<string, unknown>, context) };
      this.#underWay.set(key, work);
    }
    return work.body;
  }

  async #make(key: string, turn: number, query: PlainQuery, variables: Record<string, unknown>, context: Context): Promise<Buffer> {
    try {
      const asked = query.argumentsOf(variables);
      if (!asked) throw new Error('variables');
      const page = await offerPage(context, asked as unknown as OffersAsked);
      const body = ownBytes(Buffer.from(query.write(page)));
      this.#once.keep(key, { agencies: page.searched, turn, body, isPacked: false });
      return body;
    } finally {
      if (this.#underWay.get(key)?.turn === turn) this.#underWay.delete(key);
    }
  }

  #queryOf(text: string, operationName: string | null): { number: number; query: PlainQuery | null } {
    const key = `${operationName ?? ''} ${text}`;
    let known = this.#queries.get(key);
    if (!known) {
      const [oldest] = this.#queries.keys();
      if (this.#queries.size >= mostQueries && oldest !== undefined) this.#queries.delete(oldest);
      known = { number: (this.#numbered += 1), query: plainQuery(this.#schema, text, operationName) };
      this.#queries.set(key, known);
    }
    return known;
  }
}
