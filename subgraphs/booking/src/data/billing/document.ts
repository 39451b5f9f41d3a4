import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Content } from '../../domain/billing/content.ts';
import type { Issued } from '../../domain/billing/documents.ts';
import type { DocumentKind } from '../../domain/billing/seller.ts';

/** A document as it was issued; nothing in it changes, but for the buyer, who may be forgotten. */
export interface BillingDocument {
  id: string;
  bookingId: string;
  paymentId: string | null;
  ordinal: number;
  kind: DocumentKind;
  refersTo: string | null;
  entity: string;
  year: number;
  serial: number;
  number: string;
  agency: string;
  currency: string;
  netMinor: number;
  taxMinor: number;
  grossMinor: number;
  content: Content;
  language: string;
  /** Null once the buyer is forgotten. */
  buyer: Buffer | null;
  buyerOwner: string | null;
  /** A date where the entity is. */
  issuedOn: string;
  issuedAt: Date;
}

type Row = Omit<BillingDocument, 'serial' | 'netMinor' | 'taxMinor' | 'grossMinor'> &
  Record<'serial' | 'netMinor' | 'taxMinor' | 'grossMinor', string>;

const documentOf = (row: Row): BillingDocument => ({
  ...row,
  serial: Number(row.serial),
  netMinor: Number(row.netMinor),
  taxMinor: Number(row.taxMinor),
  grossMinor: Number(row.grossMinor),
});

const documents = part`SELECT id::text, booking_id::text AS "bookingId", payment_id::text AS "paymentId", ordinal, kind, refers_to::text AS "refersTo",
  entity, year, serial, number, agency, currency, net_minor AS "netMinor", tax_minor AS "taxMinor", gross_minor AS "grossMinor", content, language,
  buyer, buyer_owner::text AS "buyerOwner", issued_on::text AS "issuedOn", issued_at AS "issuedAt" FROM billing_document`;

/** Oldest first within each booking. */
export async function documentsOf(sql: Sql, bookingIds: readonly string[]): Promise<BillingDocument[]> {
  const rows = await sql.$queryRaw<Row[]>`${documents} WHERE booking_id = ANY(${bookingIds}::uuid[]) ORDER BY booking_id, ordinal`;
  return rows.map(documentOf);
}

export async function findDocument(sql: Sql, id: string): Promise<BillingDocument | null> {
  const [row] = await sql.$queryRaw<Row[]>`${documents} WHERE id = ${id}::uuid`;
  return row ? documentOf(row) : null;
}

export const issuedOf = ({ id, number, issuedOn, kind, paymentId, refersTo, content }: BillingDocument): Issued => ({
  id,
  number,
  issuedOn,
  kind,
  paymentId,
  refersTo,
  lines: content.lines,
});

export interface Series {
  entity: string;
  kind: DocumentKind;
  year: number;
}

/**
 * Takes the next `count` numbers of a series, which stays locked until the transaction ends: rolled back, they are the next ones again. The
 * first of them, and the date for them: never before one that the series bears already.
 */
export async function takeNumbers(
  tx: Sql,
  { entity, kind, year }: Series,
  count: number,
  today: string,
): Promise<{ first: number; issuedOn: string }> {
  const [row] = await tx.$queryRaw<{ first: string; issuedOn: string }[]>`
    INSERT INTO billing_series (entity, kind, year, next, last_on) VALUES (${entity}, ${kind}, ${year}, 1 + ${count}::bigint, ${today}::date)
    ON CONFLICT (entity, kind, year) DO UPDATE SET next = billing_series.next + ${count}::bigint, last_on = greatest(billing_series.last_on, ${today}::date)
    RETURNING next - ${count}::bigint AS first, last_on::text AS "issuedOn"`;
  if (!row) throw new Error('a series gave no number');
  return { first: Number(row.first), issuedOn: row.issuedOn };
}

/** Writes documents, those of a series in the order of their numbers or not: the constraints look when all are there. */
export async function insertDocuments(tx: Sql, made: readonly BillingDocument[]): Promise<void> {
  const rows = JSON.stringify(made.map(({ buyer: _, ...rest }) => rest));
  await tx.$executeRaw`
    INSERT INTO billing_document (id, booking_id, region, payment_id, ordinal, kind, refers_to, entity, year, serial, number, agency, currency,
      net_minor, tax_minor, gross_minor, content, language, buyer, buyer_owner, issued_on, issued_at)
    SELECT r.id, r."bookingId", b.region, r."paymentId", r.ordinal, r.kind, r."refersTo", r.entity, r.year, r.serial, r.number, r.agency, r.currency,
      r."netMinor", r."taxMinor", r."grossMinor", r.content, r.language, sealed.buyer, r."buyerOwner", r."issuedOn", r."issuedAt"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(id uuid, "bookingId" uuid, "paymentId" uuid, ordinal int, kind text, "refersTo" uuid, entity text,
      year int, serial bigint, number text, agency text, currency text, "netMinor" bigint, "taxMinor" bigint, "grossMinor" bigint, content jsonb,
      language text, "buyerOwner" uuid, "issuedOn" date, "issuedAt" timestamptz)
    JOIN unnest(${made.map(({ id }) => id)}::uuid[], ${made.map(({ buyer }) => buyer)}::bytea[]) AS sealed (id, buyer) ON sealed.id = r.id
    JOIN booking b ON b.id = r."bookingId"`;
}

/** The buyer's identity leaves the documents that the law keeps. */
export async function forgetBuyer(tx: Sql, userId: string): Promise<void> {
  await tx.$executeRaw`UPDATE billing_document SET buyer = NULL, buyer_owner = NULL WHERE buyer_owner = ${userId}::uuid`;
}

export interface DocumentFilter {
  entity: string;
  /** Agencies where the bookings begin; null: any. */
  agencies: readonly string[] | null;
  /** First and last date of issue. */
  from: string;
  to: string;
}

const matching = ({
  entity,
  agencies,
  from,
  to,
}: DocumentFilter) => part`entity = ${entity} AND issued_on BETWEEN ${from}::date AND ${to}::date
  ${agencies ? part`AND agency = ANY(${agencies}::text[])` : nothing}`;

/** Oldest first; one row more than `size`, to know whether there is a next page. */
export async function listDocuments(
  sql: Sql,
  filter: DocumentFilter,
  size: number,
  after: { issuedOn: string; id: string } | null,
): Promise<BillingDocument[]> {
  const rows = await sql.$queryRaw<Row[]>`${documents} WHERE ${matching(filter)}
    ${after ? part`AND (issued_on, id) > (${after.issuedOn}::date, ${after.id}::uuid)` : nothing} ORDER BY issued_on, id LIMIT ${size + 1}`;
  return rows.map(documentOf);
}

export interface DocumentTotal {
  currency: string;
  invoices: number;
  creditNotes: number;
  /** Invoices less credit notes. */
  netMinor: number;
  taxMinor: number;
  grossMinor: number;
}

/** By currency. */
export async function totalDocuments(sql: Sql, filter: DocumentFilter): Promise<DocumentTotal[]> {
  const rows = await sql.$queryRaw<
    (Record<'netMinor' | 'taxMinor' | 'grossMinor', string> & Pick<DocumentTotal, 'currency' | 'invoices' | 'creditNotes'>)[]
  >`
    SELECT currency, count(*) FILTER (WHERE kind = 'INVOICE')::int AS invoices, count(*) FILTER (WHERE kind = 'CREDIT_NOTE')::int AS "creditNotes",
      sum(CASE kind WHEN 'INVOICE' THEN net_minor ELSE -net_minor END)::bigint AS "netMinor",
      sum(CASE kind WHEN 'INVOICE' THEN tax_minor ELSE -tax_minor END)::bigint AS "taxMinor",
      sum(CASE kind WHEN 'INVOICE' THEN gross_minor ELSE -gross_minor END)::bigint AS "grossMinor"
    FROM billing_document WHERE ${matching(filter)} GROUP BY currency ORDER BY currency`;
  return rows.map((row) => ({
    ...row,
    netMinor: Number(row.netMinor),
    taxMinor: Number(row.taxMinor),
    grossMinor: Number(row.grossMinor),
  }));
}
