import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { issueDocuments } from '../src/actions/billing/issue.ts';
import { erasePeople } from '../src/actions/erase.ts';
import { documentPath } from '../src/actions/signature.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { openRefunds, refundFailed } from '../src/data/refund.ts';
import { documentRoute } from '../src/papers/route.ts';
import { ada, claire, liveKey, marie, openAgency, sam, testKey, without, type House } from './agency.ts';
import { aReturn, documentsFor, read, type DocumentRow } from './billing.ts';
import { aBooking, aHold, aQuote, book, cancel } from './rental.ts';
import { requireSoundDocuments } from './ubl.ts';

let house: House;
const papers = createServer((request, response) => void documentRoute(house.world)(request, response));
let at = '';
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 40 });
  await new Promise<void>((resolve) => papers.listen(0, '127.0.0.1', resolve));
  at = `http://127.0.0.1:${String((papers.address() as AddressInfo).port)}`;
});
afterAll(async () => {
  expect(await requireSoundDocuments(house)).toBeGreaterThan(0);
  await new Promise((resolve) => papers.close(resolve));
  await house.close();
});

const manager = { ...marie, role: 'MANAGER' as const };
const open = (path: string): Promise<Response> => fetch(at + path);
const dueCount = (): Promise<number> => house.db.billingDue.count();
const told = (type: string) => house.db.outbox.findMany({ where: { type }, orderBy: { position: 'asc' } });

/** Gives money back as staff's settlements do. */
const refund = async (bookingId: string, amountMinor: number) => {
  const refunds = await house.world.sql.$transaction((tx) =>
    openRefunds(tx, bookingId, amountMinor, 'SETTLEMENT', house.world.clock.now()),
  );
  await issueDocuments(house.world);
  return refunds;
};

/** Invoices less credit notes, and what is kept, of every booking that has documents. */
async function balance(): Promise<{ documented: bigint; kept: bigint; net: bigint; tax: bigint }[]> {
  return house.db.$queryRaw`
    SELECT documented, net, tax, (SELECT coalesce(sum(captured_minor - refunded_minor), 0)::bigint FROM payment p
      WHERE p.booking_id = d.booking_id AND p.kind <> 'DEPOSIT') AS kept
    FROM (SELECT booking_id, sum(sign * gross_minor)::bigint AS documented, sum(sign * net_minor)::bigint AS net, sum(sign * tax_minor)::bigint AS tax
      FROM (SELECT *, CASE kind WHEN 'INVOICE' THEN 1 ELSE -1 END AS sign FROM billing_document) s GROUP BY booking_id) d`;
}

test('nothing is due on the way to the car; the return is invoiced as it was priced, once, and told', async () => {
  const hold = await aHold(house, claire);
  await house.pay(hold.payment.clientSecret);
  expect(await dueCount()).toBe(0);

  const { reference, id } = await aReturn(house);
  const [invoice, ...others] = await documentsFor(house, claire, reference);
  expect(others).toEqual([]);
  const { price } = await house.db.booking.findUniqueOrThrow({ where: { id } });
  const frozen = price as unknown as { totalMinor: number; taxMinor: number; lines: { kind: string }[] };
  expect(invoice).toMatchObject({ number: 'FR-2026-000001', kind: 'INVOICE', issuedOn: '2026-07-18', currency: 'EUR', refersTo: null });
  expect(invoice).toMatchObject({ total: { minor: frozen.totalMinor }, tax: { minor: frozen.taxMinor } });
  const { content, language } = await house.db.billingDocument.findFirstOrThrow({ where: { bookingId: id } });
  expect(content).toMatchObject({
    suppliedOn: '2026-07-18',
    seller: { code: 'FR', taxNumber: 'FR00000000000' },
    rental: { reference, odometerKm: { out: 1000, in: 2000 }, pickUp: { agency: 'CDG', local: '2026-07-14T10:00' } },
    lines: frozen.lines.map(({ kind }) => ({ kind })),
    tenders: [{ method: 'CARD', amountMinor: frozen.totalMinor }],
  });
  expect(language).toBe('fr');
  expect(await told('booking.invoiceIssued')).toMatchObject([
    {
      payload: {
        bookingId: id,
        documentId: invoice?.id,
        number: 'FR-2026-000001',
        kind: 'INVOICE',
        totalMinor: frozen.totalMinor,
        currency: 'EUR',
      },
    },
  ]);
  await house.world.sql.$executeRaw`INSERT INTO billing_due (booking_id) VALUES (${id}::uuid)`;
  await Promise.all([issueDocuments(house.world), issueDocuments(house.world)]);
  expect(await dueCount()).toBe(0);
  expect(await documentsFor(house, claire, reference)).toHaveLength(1);
});

test('what a late cancellation keeps is invoiced with its tax; what is given back whole has no document', async () => {
  house.moveTo('2026-06-01T08:00:00Z');
  const early = await aBooking(house, claire);
  await cancel(house, claire, { bookingId: early.id });
  house.moveTo('2026-07-10T08:00:00Z');
  const late = await aBooking(house, claire);
  await cancel(house, claire, { bookingId: late.id });
  await issueDocuments(house.world);
  expect(await documentsFor(house, claire, early.reference)).toEqual([]);
  const [kept] = await documentsFor(house, claire, late.reference);
  const { refundedMinor, capturedMinor } = await house.db.payment.findFirstOrThrow({ where: { bookingId: late.id } });
  expect(kept?.total.minor).toBe(Number(capturedMinor - refundedMinor));
  expect(kept?.tax.minor).toBeCloseTo(((kept?.total.minor ?? 0) * 0.2) / 1.2, -1);
  const { content } = await house.db.billingDocument.findFirstOrThrow({ where: { bookingId: late.id } });
  expect(content).toMatchObject({
    reason: 'CANCELLED',
    lines: [{ kind: 'CANCELLATION', quantity: 1 }],
    tenders: [{ method: 'CARD' }, { method: 'REFUND' }],
  });
});

test('money given back after the invoice is a credit note on it; money that did not go back is invoiced again', async () => {
  const { id, reference } = await aReturn(house);
  await refund(id, 1234);
  const rest = await refund(id, 100_000_000);
  const [invoice, first, second] = await documentsFor(house, claire, reference);
  expect(first).toMatchObject({ kind: 'CREDIT_NOTE', number: 'FR-C2026-000001', refersTo: invoice?.number, total: { minor: 1234 } });
  expect(second?.total.minor).toBe((invoice?.total.minor ?? 0) - 1234);
  expect((first?.tax.minor ?? 0) + (second?.tax.minor ?? 0)).toBe(invoice?.tax.minor);
  await refundFailed(house.world.sql, rest[0]?.id ?? '');
  await issueDocuments(house.world);
  const again = (await documentsFor(house, claire, reference)).at(-1);
  expect(again).toMatchObject({ kind: 'INVOICE', refersTo: second?.number, total: second?.total, tax: second?.tax });
  for (const { documented, kept, net, tax } of await balance()) {
    expect(documented).toBe(kept);
    expect(net + tax).toBe(documented);
  }
});

test('a link opens its document for a quarter of an hour in the language it was made for; forged, expired or altered it opens nothing', async () => {
  const { reference } = await aReturn(house);
  const { data } = await read(house, claire, reference);
  const [document] = data.booking?.documents ?? [];
  if (!document) throw new Error('no document');
  expect(new URL(data.booking?.invoiceUrl ?? '', at).searchParams.get('id')).toBe(document.id);
  const pdf = await open(document.pdfUrl);
  expect([pdf.status, pdf.headers.get('content-type'), pdf.headers.get('cache-control')]).toEqual([
    200,
    'application/pdf',
    'private, no-store',
  ]);
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  const xml = await (await open(document.xmlUrl)).text();
  expect(xml).toContain(`<cbc:ID>${document.number}</cbc:ID>`);
  expect(xml).toContain('<cbc:RegistrationName>Claire Renter</cbc:RegistrationName>');

  const key = house.world.signingKey;
  const link = { id: document.id, format: 'pdf', language: 'fr' } as const;
  const forged = [
    documentPath(Buffer.from('another key'), link),
    documentPath(key, link, Date.now() - 15 * 60_000 - 1000),
    documentPath(key, { ...link, id: randomUUID() }),
    document.pdfUrl.replace('format=pdf', 'format=xml'),
    document.pdfUrl.replace('language=fr', 'language=en'),
    document.pdfUrl.replace(/until=\d+/, 'until=99999999999'),
    document.pdfUrl.replace(document.id, "'; DROP TABLE booking; --"),
    '/documents',
  ];
  for (const path of forged) expect((await open(path)).status).toBe(404);
});

test('documents are their renter’s and staff’s there, and no other key’s', async () => {
  const { reference } = await aReturn(house);
  for (const viewer of [sam, liveKey, testKey, {}]) expect((await read(house, viewer, reference)).code).toBe('NOT_FOUND');
  expect(await documentsFor(house, marie, reference)).toHaveLength(1);
  house.moveTo('2026-06-01T08:00:00Z');
  const theirs = await book(house, liveKey, await aQuote(house, liveKey));
  const key = without(liveKey, 'customers:read');
  expect((await read(house, key, theirs.data.bookQuote.booking?.reference ?? '')).code).toBe('SCOPE_MISSING');
  expect((await read(house, liveKey, theirs.data.bookQuote.booking?.reference ?? '')).data.booking?.documents).toEqual([]);
});

const list = (viewer: object, more: object = {}) =>
  house.ask<{
    billingDocuments: {
      edges: { node: DocumentRow; cursor: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
      totals: { currency: string; invoices: number; creditNotes: number; total: { minor: number } }[];
    };
  } | null>(
    viewer,
    `query ($entity: String!, $from: LocalDate!, $to: LocalDate!, $first: Int, $after: String) {
      billingDocuments(entity: $entity, from: $from, to: $to, first: $first, after: $after) {
        edges { cursor node { number kind total { minor } } } pageInfo { hasNextPage endCursor }
        totals { currency invoices creditNotes total { minor } } } }`,
    { entity: 'FR', from: '2026-01-01', to: '2026-12-31', ...more },
  );

test('managers list what their agencies issued, page by page, with totals; agents and renters do not', async () => {
  const rows = await house.db.billingDocument.findMany({ where: { entity: 'FR' } });
  const sum = rows.reduce((total, { kind, grossMinor }) => total + (kind === 'INVOICE' ? 1 : -1) * Number(grossMinor), 0);
  const numbers: string[] = [];
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof list>> = await list(manager, { first: 2, after });
    const found = page.data?.billingDocuments;
    expect(found?.totals).toMatchObject([{ currency: 'EUR', total: { minor: sum } }]);
    numbers.push(...(found?.edges.map(({ node }) => node.number) ?? []));
    if (!found?.pageInfo.hasNextPage) break;
    after = found.pageInfo.endCursor;
  }
  expect(numbers.toSorted()).toEqual(rows.map(({ number }) => number).toSorted());
  expect((await list(ada)).data?.billingDocuments.edges).toHaveLength(rows.length);
  expect((await list({ ...manager, agencies: ['LYS'] })).data?.billingDocuments).toMatchObject({ edges: [], totals: [] });
  expect((await list(manager, { from: '2026-12-31', to: '2026-01-01' })).code).toBe('BAD_INPUT');
  expect((await list(manager, { entity: 'XX' })).code).toBe('NOT_FOUND');
  expect((await list(manager, { after: Buffer.from('["x","y"]').toString('base64url') })).code).toBe('BAD_INPUT');
  for (const viewer of [marie, claire]) expect((await list(viewer)).code).toBe('FORBIDDEN');
});

test('a sandbox booking has no document', async () => {
  house.moveTo('2026-06-01T08:00:00Z');
  const { data } = await book(house, testKey, await aQuote(house, testKey));
  await cancel(house, testKey, { bookingId: data.bookQuote.booking?.id });
  expect(await dueCount()).toBe(0);
  expect(await documentsFor(house, testKey, data.bookQuote.booking?.reference ?? '')).toEqual([]);
});

test('once the buyer is erased the document stays as it was, and names nobody', async () => {
  const gone = { ...claire, id: randomUUID() };
  const { id } = await aReturn(house, gone);
  const [before] = await house.db.billingDocument.findMany({ where: { bookingId: id } });
  const link = { id: before?.id ?? '', format: 'xml', language: 'en' } as const;
  expect(await (await open(documentPath(house.world.signingKey, link))).text()).toContain('Claire Renter');
  await house.world.sql.$transaction((tx) => noteErasure(tx, { deletionId: randomUUID(), userId: gone.id, region: 'EU' }, new Date()));
  // The days are over in which the desk may find something.
  house.moveTo('2026-08-10T08:00:00Z');
  await erasePeople(house.world);
  const [after] = await house.db.billingDocument.findMany({ where: { bookingId: id } });
  expect(after).toEqual({ ...before, buyer: null, buyerOwner: null });
  const xml = await (await open(documentPath(house.world.signingKey, link))).text();
  expect(xml).toContain('Identity erased at the customer’s request');
  expect(xml).not.toMatch(/Claire|claire|peppol/);
  expect((await open(documentPath(house.world.signingKey, { ...link, format: 'pdf' }))).status).toBe(200);
  // What comes later names nobody either.
  await refund(id, 100);
  expect(
    await house.db.billingDocument.findMany({ where: { bookingId: id }, select: { buyer: true }, orderBy: { ordinal: 'asc' } }),
  ).toEqual([{ buyer: null }, { buyer: null }]);
});

test('what cannot be issued waits ten minutes and stops no other', async () => {
  house.moveTo('2026-07-10T08:00:00Z');
  const [broken, whole] = [await aBooking(house, claire), await aBooking(house, claire)];
  for (const { id } of [broken, whole]) await cancel(house, claire, { bookingId: id });
  await house.db.$executeRaw`UPDATE booking SET journey = jsonb_set(journey, '{pickUp,agency}', '"XXX"') WHERE id = ${broken.id}::uuid`;
  await issueDocuments(house.world);
  expect(await documentsFor(house, claire, whole.reference)).toHaveLength(1);
  const waits = await house.db
    .$queryRaw`SELECT DISTINCT booking_id::text AS id, due_at > now() + interval '9 minutes' AS waits FROM billing_due`;
  expect(waits).toEqual([{ id: broken.id, waits: true }]);
});

test('one booking whose documents cannot be written keeps those of no other waiting', async () => {
  const [broken, sound] = [await aReturn(house), await aReturn(house, sam)];
  for (const { id } of [broken, sound])
    await house.world.sql.$transaction((tx) => openRefunds(tx, id, 500, 'SETTLEMENT', house.world.clock.now()));
  const { sealed } = await house.db.driver.findUniqueOrThrow({ where: { bookingId: broken.id } });
  await house.db.driver.update({ where: { bookingId: broken.id }, data: { sealed: Buffer.alloc(40) } });
  await issueDocuments(house.world);
  expect((await documentsFor(house, sam, sound.reference)).map(({ kind }) => kind)).toEqual(['INVOICE', 'CREDIT_NOTE']);
  expect(await house.db.billingDue.count({ where: { dueAt: { lte: new Date() } } })).toBe(0);
  expect(await house.db.billingDue.count({ where: { bookingId: broken.id } })).toBeGreaterThan(0);

  await house.db.driver.update({ where: { bookingId: broken.id }, data: { sealed } });
  await house.db.$executeRaw`UPDATE billing_due SET due_at = now() - interval '1 second'`;
  await issueDocuments(house.world);
  expect((await documentsFor(house, claire, broken.reference)).map(({ kind }) => kind)).toEqual(['INVOICE', 'CREDIT_NOTE']);
  expect(await house.db.billingDue.count({ where: { bookingId: broken.id } })).toBe(0);
});
