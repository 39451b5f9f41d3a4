import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { languages, type Language } from '@ycyw/service/language';
import { money } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, requireScope } from '@ycyw/service/viewer';
import { workplaces } from '../actions/access.ts';
import { isUuid } from '../actions/quotes.ts';
import { documentPath } from '../actions/signature.ts';
import { listDocuments, totalDocuments, type BillingDocument } from '../data/billing/document.ts';
import type { Booking } from '../data/booking.ts';
import type { Context } from './context.ts';

interface InLanguage {
  language?: string | null;
}

function languageOf(wanted: string | null | undefined, readers: Language): Language {
  if (wanted === null || wanted === undefined) return readers;
  const known = languages.find((each) => each === wanted);
  if (!known) throw new Refusal('BAD_INPUT', `language ${languages.join('|')}`);
  return known;
}

const pathOf = ({ world, language }: Context, { id }: BillingDocument, format: 'pdf' | 'xml', wanted?: string | null): string =>
  documentPath(world.signingKey, { id, format, language: languageOf(wanted, language) });

/** A document as the graph shows it to whoever may see its booking. */
function showDocument(context: Context, document: BillingDocument) {
  const { id, number, kind, issuedOn, issuedAt, currency, content } = document;
  return {
    ...{ id, number, kind, issuedOn, issuedAt, currency },
    total: money(document.grossMinor, currency),
    net: money(document.netMinor, currency),
    tax: money(document.taxMinor, currency),
    refersTo: content.refersTo?.number ?? null,
    reference: content.rental.reference,
    pdfUrl: ({ language }: InLanguage) => pathOf(context, document, 'pdf', language),
    xmlUrl: ({ language }: InLanguage) => pathOf(context, document, 'xml', language),
  };
}

/** The fields of a booking that are about its documents. */
export const documentFields = (context: Context, { id }: Pick<Booking, 'id'>) => ({
  documents: async () => {
    requireScope(context.viewer, 'customers:read');
    return (await context.loaders.documents.load(id)).map((document) => showDocument(context, document));
  },
  invoiceUrl: async () => {
    requireScope(context.viewer, 'customers:read');
    const newest = (await context.loaders.documents.load(id)).findLast(({ kind }) => kind === 'INVOICE');
    return newest ? pathOf(context, newest, 'pdf') : null;
  },
});

interface DocumentsArguments {
  entity: string;
  from: string;
  to: string;
  first: number;
  after?: string | null;
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What an entity issued on those days, of the agencies where the manager works. */
async function list(context: Context, { entity, from, to, first, after }: DocumentsArguments) {
  const { world } = context;
  const manager = requireRole(context.viewer, 'MANAGER', 'ADMIN');
  if (world.sellers.all.every(({ seller }) => seller.code !== entity)) throw new Refusal('NOT_FOUND');
  if (from > to) throw new Refusal('BAD_INPUT', 'from ≤ to');
  const filter = { entity, from, to, agencies: await workplaces(world, manager) };
  const size = pageSize(first);
  const cursor = decodeCursor(after);
  const seen = cursor && { issuedOn: String(cursor[0]), id: String(cursor[1]) };
  if (seen && (!isDate(seen.issuedOn) || !isUuid(seen.id))) throw new Refusal('BAD_INPUT', 'cursor');
  const page = connection(await listDocuments(world.sql, filter, size, seen), size, (row) => [row.issuedOn, row.id], after);
  return {
    ...page,
    edges: page.edges.map(({ node, cursor: at }) => ({ node: showDocument(context, node), cursor: at })),
    totals: async () =>
      (await totalDocuments(world.sql, filter)).map(({ currency, invoices, creditNotes, netMinor, taxMinor, grossMinor }) => ({
        ...{ currency, invoices, creditNotes },
        net: money(netMinor, currency),
        tax: money(taxMinor, currency),
        total: money(grossMinor, currency),
      })),
  };
}

export const documentQueries = {
  billingDocuments: (_: unknown, asked: DocumentsArguments, context: Context) => list(context, asked),
  legalEntities: (_: unknown, __: unknown, { world, viewer }: Context) => {
    requireRole(viewer, 'MANAGER', 'ADMIN');
    return world.sellers.all.map(({ seller: { code, name, address } }) => ({ code, name, country: address.country }));
  },
};
