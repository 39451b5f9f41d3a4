import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import { carPhoto } from '../inspecting.ts';
import type { Ask } from '../replay/graph.ts';
import * as operations from '../replay/operations.ts';
import { until, type Booked } from './renting.ts';
import type { People } from './running.ts';

const uploadOf = `mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) { id url } }`;
const reviewOf = `mutation Review($input: ReviewBookingInput!) { reviewBooking(input: $input) { id } }`;
const chargesOf = `query Charges($reference: String!) { booking(reference: $reference) { charges { id } } }`;
const linkOf = `mutation Link($id: ID!) { cashbackLink(merchantId: $id) { token } }`;
const walletOf = `query Wallet { me { cashback { entries { edges { node { id } } } } } }`;

const signature = (): Promise<Buffer> =>
  sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><path d="M20 80c80-90 90 60 240-30" fill="none" stroke="#111" stroke-width="4"/></svg>',
    ),
  )
    .png()
    .toBuffer();

/** A rental from the desk to its end: photos, a scratch and signatures before and after, too many kilometres, a review. */
export async function rentedOnce(
  { system, run }: People,
  { desk, renter }: { desk: Ask; renter: Ask },
  { id: bookingId, reference }: Booked,
  vehicleId: string | undefined,
): Promise<{ charge: string; review: string }> {
  const upload = async (purpose: string): Promise<string> => {
    const signed = purpose.endsWith('_SIGNATURE');
    const bytes = signed ? await signature() : (await carPhoto(1)).buffer;
    const mediaType = signed ? 'image/png' : 'image/jpeg';
    const input = { bookingId, purpose, mediaType, bytes: bytes.length, idempotencyKey: `${run}-${purpose}` };
    const { createUpload } = await desk<{ createUpload: { id: string; url: string } }>(uploadOf, { input });
    const { status } = await fetch(`${system.web}${createUpload.url}`, { method: 'PUT', body: new Uint8Array(bytes) });
    if (status !== 201) throw new Error(`${purpose}: not uploaded, ${String(status)}`);
    return createUpload.id;
  };
  const inspected = async (kind: 'HAND_OVER' | 'TAKE_BACK', odometerKm: number): Promise<Record<string, unknown>> => ({
    ...{ bookingId, vehicleId, odometerKm, fuelEighths: 8, notes: 'Matrice', idempotencyKey: `${run}-${kind}` },
    photos: [{ angle: 'LEFT', photoId: await upload(kind) }],
    signatureId: await upload(`${kind}_SIGNATURE`),
    agentSignatureId: await upload(`${kind}_AGENT_SIGNATURE`),
  });
  await desk(operations.handOver, { input: await inspected('HAND_OVER', 10) });
  const marks = [{ view: 'LEFT', x: 400, y: 500, kind: 'SCRATCH', severity: 'SLIGHT', photoId: await upload('DAMAGE') }];
  await desk(operations.takeBack, { input: { ...(await inspected('TAKE_BACK', 1010)), marks } });
  const { booking } = await renter<{ booking: { charges: { id: string }[] } }>(chargesOf, { reference });
  const reviewed = { bookingId, rating: 4, title: 'Matrice', body: 'Bonne voiture', idempotencyKey: `${run}-review` };
  const { reviewBooking } = await renter<{ reviewBooking: { id: string } }>(reviewOf, { input: reviewed });
  return { charge: booking.charges[0]?.id ?? '', review: reviewBooking.id };
}

/** Has a shop tell of a purchase by a renter; comes back once they have its cashback. */
export async function purchased({ system, run }: People, shop: { id: string; secret: string }, renter: Ask): Promise<void> {
  const { cashbackLink } = await renter<{ cashbackLink: { token: string } }>(linkOf, { id: shop.id });
  const at = new Date().toISOString();
  const purchase = { type: 'purchase.created', purchaseId: run, customer: cashbackLink.token, amountMinor: 20_000, currency: 'EUR', at };
  const body = JSON.stringify(purchase);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const { status } = await fetch(`${system.web}/webhooks/merchants`, {
    method: 'POST',
    headers: {
      'ycyw-merchant': shop.id,
      'ycyw-timestamp': timestamp,
      'ycyw-signature': createHmac('sha256', shop.secret).update(`${timestamp}.${body}`).digest('hex'),
    },
    body,
  });
  if (status !== 200) throw new Error(`the purchase was not taken: ${String(status)}`);
  await until('cashback', async () => {
    const { me } = await renter<{ me: { cashback: { entries: { edges: unknown[] } } } }>(walletOf, {});
    return me.cashback.entries.edges.length > 0;
  });
}
