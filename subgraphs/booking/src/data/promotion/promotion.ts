import type { PersonalRow } from '@ycyw/service/personalRecords';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import type { Audience, Limits, Promotion } from '../../domain/promotion.ts';

/** A promotion as managers keep it, with what has been used of it. */
export interface ManagedPromotion extends Promotion {
  id: string;
  audience: Audience;
  /** Whose alone it is, and where they live; of PERSONAL ones. */
  customerId: string | null;
  region: Region | null;
  limits: Limits;
  used: number;
  givenMinor: number;
  endedAt: Date | null;
  createdAt: Date;
}

interface Row {
  id: string;
  code: string;
  name: Promotion['name'];
  rate: string | null;
  minor: string | null;
  currency: string;
  countries: string[] | null;
  plans: string[] | null;
  classes: string[] | null;
  minDays: number | null;
  bookedFrom: string | null;
  bookedTo: string | null;
  pickUpFrom: string | null;
  pickUpTo: string | null;
  audience: Audience;
  customerId: string | null;
  region: Region | null;
  usesLimit: number | null;
  usesEach: number | null;
  budgetMinor: string | null;
  used: number;
  givenMinor: string;
  endedAt: Date | null;
  createdAt: Date;
}

const number = (value: string | null): number | null => (value === null ? null : Number(value));

function promotionOf(row: Row): ManagedPromotion {
  const { minor, bookedFrom, bookedTo, pickUpFrom, pickUpTo, usesLimit, usesEach, budgetMinor, givenMinor, ...same } = row;
  return {
    ...same,
    minor: number(minor),
    booked: { from: bookedFrom, to: bookedTo },
    pickUp: { from: pickUpFrom, to: pickUpTo },
    limits: { uses: usesLimit, usesEach, budgetMinor: number(budgetMinor) },
    givenMinor: Number(givenMinor),
  };
}

const promotions = part`SELECT id::text, code, name, rate, minor, currency::text, countries, plans, classes, min_days AS "minDays",
  booked_from::text AS "bookedFrom", booked_to::text AS "bookedTo", pick_up_from::text AS "pickUpFrom", pick_up_to::text AS "pickUpTo",
  audience, customer_id::text AS "customerId", region, uses_limit AS "usesLimit", uses_each AS "usesEach", budget_minor AS "budgetMinor",
  used, given_minor AS "givenMinor", ended_at AS "endedAt", created_at AS "createdAt" FROM promotion`;

export async function promotionOfCode(sql: Sql, code: string): Promise<ManagedPromotion | null> {
  const [row] = await sql.$queryRaw<Row[]>`${promotions} WHERE code = ${code}`;
  return row ? promotionOf(row) : null;
}

export async function findPromotion(sql: Sql, id: string): Promise<ManagedPromotion | null> {
  const [row] = await sql.$queryRaw<Row[]>`${promotions} WHERE id = ${id}::uuid`;
  return row ? promotionOf(row) : null;
}

/** The promotion, locked until the transaction ends. */
export async function lockPromotion(tx: Sql, id: string): Promise<ManagedPromotion | null> {
  const [row] = await tx.$queryRaw<Row[]>`${promotions} WHERE id = ${id}::uuid FOR UPDATE`;
  return row ? promotionOf(row) : null;
}

/** Newest first, behind the one with the id `before`; personal ones of `region` alone, of every region where null. */
export async function listPromotions(sql: Sql, region: Region | null, size: number, before: string | null): Promise<ManagedPromotion[]> {
  const rows = await sql.$queryRaw<Row[]>`
    ${promotions} WHERE true ${region ? part`AND (region IS NULL OR region = ${region})` : nothing}
      ${before ? part`AND id < ${before}::uuid` : nothing} ORDER BY id DESC LIMIT ${size + 1}`;
  return rows.map(promotionOf);
}

export async function countPromotions(sql: Sql, region: Region | null): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM promotion WHERE true ${region ? part`AND (region IS NULL OR region = ${region})` : nothing}`;
  return row?.count ?? 0;
}

/** False where there is another one of its code. */
export async function insertPromotion(tx: Sql, promotion: ManagedPromotion): Promise<boolean> {
  const { booked, pickUp, limits } = promotion;
  const made = await tx.$executeRaw`
    INSERT INTO promotion (id, code, name, rate, minor, currency, countries, plans, classes, min_days, booked_from, booked_to, pick_up_from, pick_up_to,
      audience, customer_id, region, uses_limit, uses_each, budget_minor, created_at)
    VALUES (${promotion.id}::uuid, ${promotion.code}, ${promotion.name}::jsonb, ${promotion.rate}, ${promotion.minor}::bigint, ${promotion.currency},
      ${promotion.countries}::text[], ${promotion.plans}::text[], ${promotion.classes}::text[], ${promotion.minDays}::int,
      ${booked.from}::date, ${booked.to}::date, ${pickUp.from}::date, ${pickUp.to}::date, ${promotion.audience}, ${promotion.customerId}::uuid,
      ${promotion.region}, ${limits.uses}::int, ${limits.usesEach}::int, ${limits.budgetMinor}::bigint, ${promotion.createdAt}::timestamptz)
    ON CONFLICT (code) DO NOTHING`;
  return made === 1;
}

/** Writes what may be changed of a promotion: its name, the ends of its dates, its limits in all, and whether it has ended. */
export async function updatePromotion(tx: Sql, { id, name, booked, pickUp, limits, endedAt }: ManagedPromotion): Promise<void> {
  await tx.$executeRaw`
    UPDATE promotion SET name = ${name}::jsonb, booked_to = ${booked.to}::date, pick_up_to = ${pickUp.to}::date, uses_limit = ${limits.uses}::int,
      budget_minor = ${limits.budgetMinor}::bigint, ended_at = ${endedAt}::timestamptz
    WHERE id = ${id}::uuid`;
}

/** Codes given to a customer alone, in the order of their ids, after the one with the id `after`. */
export async function promotionsOfCustomer(sql: Sql, customerId: string, after: string | null, size: number): Promise<PersonalRow[]> {
  const rows = await sql.$queryRaw<Row[]>`
    ${promotions} WHERE customer_id = ${customerId}::uuid ${after ? part`AND id > ${after}::uuid` : nothing} ORDER BY id LIMIT ${size}`;
  return rows.map(({ id, code, name, used, endedAt, createdAt }) => ({ key: id, at: createdAt, data: { code, name, used, endedAt } }));
}
