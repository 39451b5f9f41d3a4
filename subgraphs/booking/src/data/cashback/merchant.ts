import { createSecretKey, type KeyObject } from 'node:crypto';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import type { MerchantLimit, MerchantRate, MerchantState } from '../../domain/cashback/merchant.ts';

export const aboutSecret = 'merchant.secret';
export const aboutFormer = 'merchant.former_secret';

/** A partner shop. */
export interface Merchant {
  id: string;
  /** The partner who brought it in; null: ourselves. */
  partnerId: string | null;
  region: Region;
  name: string;
  url: string;
  rates: readonly MerchantRate[];
  /** Days from a purchase until its cashback is available, where the merchant does not confirm it sooner. */
  returnDays: number;
  /** Days from a purchase for which a refund takes its cashback back. */
  clawbackDays: number;
  state: MerchantState;
  /** When an admin let it earn; null: nobody has. */
  approvedAt: Date | null;
  /** As admins set them. */
  limits: readonly MerchantLimit[];
}

interface Sealed {
  secret: Buffer;
  formerSecret: Buffer | null;
  formerUntil: Date | null;
}

const columns = part`id::text, partner_id::text AS "partnerId", region, name, url, rates, return_days AS "returnDays", clawback_days AS "clawbackDays", state,
  approved_at AS "approvedAt", limits`;

export async function insertMerchant(tx: Sql, merchant: Merchant, secret: Buffer, now: Date): Promise<void> {
  const { id, partnerId, region, name, url, rates, returnDays, clawbackDays, state, approvedAt } = merchant;
  await tx.$executeRaw`
    INSERT INTO merchant (id, partner_id, region, name, url, rates, return_days, clawback_days, state, approved_at, secret, created_at)
    VALUES (${id}::uuid, ${partnerId}::uuid, ${region}, ${name}, ${url}, ${JSON.stringify(rates)}::jsonb, ${returnDays}::int, ${clawbackDays}::int, ${state},
      ${approvedAt}::timestamptz, ${secret}::bytea, ${now}::timestamptz)`;
}

export async function updateMerchant(
  tx: Sql,
  { id, name, url, rates, returnDays, clawbackDays, state, approvedAt }: Merchant,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE merchant SET name = ${name}, url = ${url}, rates = ${JSON.stringify(rates)}::jsonb, return_days = ${returnDays}::int,
      clawback_days = ${clawbackDays}::int, state = ${state}, approved_at = ${approvedAt}::timestamptz WHERE id = ${id}::uuid`;
}

/** Writes an admin's word on a merchant. A limit below what is owed breaks merchant_within_limit. */
export async function saveApproval(tx: Sql, { id, approvedAt, limits }: Pick<Merchant, 'id' | 'approvedAt' | 'limits'>): Promise<void> {
  await tx.$executeRaw`
    UPDATE merchant SET approved_at = ${approvedAt}::timestamptz, limits = ${JSON.stringify(limits)}::jsonb WHERE id = ${id}::uuid`;
  await tx.$executeRaw`
    UPDATE cashback_account SET limit_minor = l.minor
    FROM unnest(${limits.map(({ currency }) => currency)}::text[], ${limits.map(({ limitMinor }) => limitMinor)}::bigint[]) AS l (code, minor)
    WHERE merchant_id = ${id}::uuid AND kind = 'MERCHANT_RECEIVABLE' AND currency = l.code`;
}

/** The merchant, locked until the transaction ends. */
export async function lockMerchant(tx: Sql, id: string): Promise<Merchant | null> {
  const [row] = await tx.$queryRaw<Merchant[]>`SELECT ${columns} FROM merchant WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return row ?? null;
}

/** A new secret; the one before it is good until `formerUntil`, and `former` is it, sealed anew. */
export async function replaceSecret(tx: Sql, id: string, secret: Buffer, former: Buffer, formerUntil: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE merchant SET secret = ${secret}::bytea, former_secret = ${former}::bytea, former_until = ${formerUntil}::timestamptz WHERE id = ${id}::uuid`;
}

export async function sealedSecretOf(tx: Sql, id: string): Promise<Buffer | null> {
  const [row] = await tx.$queryRaw<{ secret: Buffer }[]>`SELECT secret FROM merchant WHERE id = ${id}::uuid`;
  return row?.secret ?? null;
}

/** What its webhooks are verified with. */
export interface KnownMerchant extends Merchant {
  secret: KeyObject;
  former: { secret: KeyObject; until: Date } | null;
}

/** All merchants, or these, with their secrets opened. */
async function readMerchants(sql: Sql, vault: Vault, ids: readonly string[] | null): Promise<KnownMerchant[]> {
  const rows = await sql.$queryRaw<(Merchant & Sealed)[]>`
    SELECT ${columns}, secret, former_secret AS "formerSecret", former_until AS "formerUntil" FROM merchant
    ${ids ? part`WHERE id = ANY(${[...ids]}::uuid[])` : nothing}`;
  const keys = await vault.keysOf(rows.map(({ id }) => id));
  return rows.flatMap(({ secret, formerSecret, formerUntil, ...merchant }) => {
    const key = keys.get(merchant.id);
    if (!key) return [];
    const opened = (sealed: Buffer, about: string): KeyObject => createSecretKey(key.open(sealed, about), 'utf8');
    const former = formerSecret && formerUntil ? { secret: opened(formerSecret, aboutFormer), until: formerUntil } : null;
    return [{ ...merchant, secret: opened(secret, aboutSecret), former }];
  });
}

/**
 * Our merchants in memory, asked for at every purchase. PostgreSQL tells every process which one has changed (`heard`); while it
 * may not have been heard (`missed`), all are read again.
 */
export class Merchants {
  readonly #sql: Sql;
  readonly #vault: Vault;
  #known: ReadonlyMap<string, KnownMerchant> = new Map();
  /** In the order of their names. */
  #sorted: readonly KnownMerchant[] = [];
  /** Null: all of them. */
  #stale: Set<string> | null = null;
  #reading: Promise<void> | null = null;
  readonly counts = { hits: 0, reads: 0 };

  constructor(sql: Sql, vault: Vault) {
    this.#sql = sql;
    this.#vault = vault;
  }

  heard(id: string): void {
    this.#stale?.add(id);
  }

  missed(): void {
    this.#stale = null;
  }

  async #fresh(): Promise<void> {
    if (this.#stale?.size === 0 && !this.#reading) {
      this.counts.hits += 1;
      return;
    }
    while (this.#reading || this.#stale?.size !== 0) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
  }

  async #read(): Promise<void> {
    const stale = this.#stale;
    // What changes from now on is heard again.
    this.#stale = new Set();
    this.counts.reads += 1;
    try {
      const read = await readMerchants(this.#sql, this.#vault, stale && [...stale]);
      this.#known = new Map([...(stale ? this.#known : []), ...read.map((merchant) => [merchant.id, merchant] as const)]);
      this.#sorted = [...this.#known.values()].sort((one, other) =>
        one.name < other.name || (one.name === other.name && one.id < other.id) ? -1 : 1,
      );
    } catch (error) {
      this.#stale = null;
      throw error;
    }
  }

  async get(id: string): Promise<KnownMerchant | null> {
    await this.#fresh();
    return this.#known.get(id.toLowerCase()) ?? null;
  }

  async all(): Promise<readonly KnownMerchant[]> {
    await this.#fresh();
    return this.#sorted;
  }
}
