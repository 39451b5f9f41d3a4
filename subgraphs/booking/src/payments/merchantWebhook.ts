import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { BodyTooLarge, readBody } from '@ycyw/service/body';
import type { Route } from '@ycyw/service/serve';
import { z } from 'zod';
import type { Outcome, Purchases } from '../actions/cashback/purchases.ts';
import { receiveConfirmation, receiveRefund } from '../actions/cashback/refunds.ts';
import { isUuid } from '../actions/quotes.ts';
import type { World } from '../actions/world.ts';
import type { KnownMerchant } from '../data/cashback/merchant.ts';
import { isSelling } from '../domain/cashback/merchant.ts';

const bodyLimit = 10_000;
const toleranceSeconds = 300;

/** The merchant's own ids: anything printable, so that none of it can be misread. */
const reference = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const amountMinor = z.int().min(1).max(99_999_999);

const news = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('purchase.created'),
    purchaseId: reference,
    customer: z.string().regex(/^[\w-]{10,60}$/),
    amountMinor,
    currency: z.string().regex(/^[A-Z]{3}$/),
    category: z
      .string()
      .regex(/^[\p{L}\p{N} _-]{1,40}$/u)
      .optional(),
    at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  }),
  z.strictObject({ type: z.literal('purchase.confirmed'), purchaseId: reference }),
  z.strictObject({ type: z.literal('purchase.refunded'), purchaseId: reference, refundId: reference, amountMinor: amountMinor.optional() }),
]);

const signedBy = (secret: KeyObject, timestamp: string, body: Buffer, signature: Buffer): boolean => {
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
};

/** Whether one of the merchant's secrets signed it within five minutes of real time. */
function isSigned({ secret, former }: KnownMerchant, timestamp: string, body: Buffer, signature: string): boolean {
  if (!/^\d{10}$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  if (!/^[\da-f]{64}$/.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  if (signedBy(secret, timestamp, body, given)) return true;
  return former !== null && former.until.getTime() > Date.now() && signedBy(former.secret, timestamp, body, given);
}

const statusOf: Record<Outcome, number> = { received: 200, conflict: 409, unknownCustomer: 401, unknownCurrency: 422, overLimit: 422 };

/**
 * POST /webhooks/merchants: what partner shops tell of purchases. Only what the merchant signed is believed, and 200 is said once
 * it is in the ledger; the same again is answered the same and changes nothing.
 */
export function merchantWebhook(world: World, purchases: Purchases): Route {
  async function take(merchant: KnownMerchant, told: z.infer<typeof news>): Promise<Outcome | 'suspended' | 'notApproved'> {
    if (told.type === 'purchase.confirmed') return receiveConfirmation(world, merchant, told.purchaseId);
    if (told.type === 'purchase.refunded') return receiveRefund(world, merchant, { ...told, amountMinor: told.amountMinor ?? null });
    if (merchant.state === 'SUSPENDED') return 'suspended';
    if (!isSelling(merchant)) return 'notApproved';
    return purchases.receive(merchant, { ...told, category: told.category ?? null });
  }

  return async (request, response) => {
    const answer = (status: number, field: 'received' | 'error', text: string): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ [field]: text }));
    };
    const header = (name: string): string => String(request.headers[name] ?? '');
    const body = await readBody(request, bodyLimit).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) throw error;
      return null;
    });
    if (!body) return;
    const id = header('ycyw-merchant');
    const merchant = isUuid(id) ? await world.merchants.get(id) : null;
    if (!merchant || !isSigned(merchant, header('ycyw-timestamp'), body, header('ycyw-signature'))) {
      answer(401, 'error', 'signature');
      return;
    }
    const read = news.safeParse(JSON.parse(body.toString()));
    if (!read.success) {
      answer(400, 'error', read.error.issues[0]?.path.join('.') ?? 'type');
      return;
    }
    try {
      const outcome = await take(merchant, read.data);
      if (outcome === 'received') answer(200, 'received', read.data.purchaseId);
      else answer(outcome === 'suspended' || outcome === 'notApproved' ? 403 : statusOf[outcome], 'error', outcome);
    } catch (error) {
      world.log.error({ err: error, merchantId: merchant.id }, 'webhook of a merchant not taken, it has to repeat it');
      answer(500, 'error', 'try again');
    }
  };
}
