import type { Viewer } from '@ycyw/service/viewer';
import { issueDocuments } from '../src/actions/billing/issue.ts';
import { claire, type House } from './agency.ts';
import { handOver, sweep, takeBack } from './counter.ts';
import { aBooking } from './rental.ts';

export interface DocumentRow {
  id: string;
  number: string;
  kind: string;
  issuedOn: string;
  total: { minor: number };
  tax: { minor: number };
  net: { minor: number };
  currency: string;
  refersTo: string | null;
  pdfUrl: string;
  xmlUrl: string;
}

const fields = 'id number kind issuedOn total { minor } tax { minor } net { minor } currency refersTo pdfUrl xmlUrl';

export const read = (house: House, viewer: Partial<Viewer>, reference: string, guestToken: string | null = null) =>
  house.ask<{ booking: { documents: DocumentRow[]; invoiceUrl: string | null } | null }>(
    viewer,
    `query ($reference: String!, $guestToken: String) { booking(reference: $reference, guestToken: $guestToken) { invoiceUrl documents { ${fields} } } }`,
    { reference, guestToken },
  );

/** What was issued of a booking, oldest first. */
export const documentsFor = async (house: House, viewer: Partial<Viewer>, reference: string, guestToken: string | null = null) =>
  (await read(house, viewer, reference, guestToken)).data.booking?.documents ?? [];

const trip = { pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00' };

/** A rental that is over: paid, handed over and taken back, with its documents issued. */
export async function aReturn(house: House, viewer: Partial<Viewer> = claire) {
  house.moveTo('2026-06-01T08:00:00Z');
  const booking = await aBooking(house, viewer, trip);
  house.moveTo('2026-07-14T08:05:00Z');
  await sweep(house);
  const out = await handOver(house, booking.id);
  if (!out.data) throw new Error(JSON.stringify(out.errors));
  house.moveTo('2026-07-18T07:55:00Z');
  const back = await takeBack(house, booking.id);
  if (!back.data) throw new Error(JSON.stringify(back.errors));
  await issueDocuments(house.world);
  return booking;
}
