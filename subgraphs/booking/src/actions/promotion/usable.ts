import type { Viewer } from '@ycyw/service/viewer';
import { promotionOfCode, type ManagedPromotion } from '../../data/promotion/promotion.ts';
import { rentedBefore, type Claim } from '../../data/promotion/use.ts';
import type { Quote } from '../../data/quote.ts';
import type { Driver } from '../../domain/driver.ts';
import { drawnMinor, hasUseLeft, offMinor, reaching, type Promotion } from '../../domain/promotion.ts';
import type { Price } from '../../domain/price.ts';
import type { World } from '../world.ts';

/** Whether it is for whoever asks; what is for somebody is for people who are signed in. */
async function isFor(world: World, { id, role }: Viewer, { audience, customerId }: ManagedPromotion): Promise<boolean> {
  if (audience === 'EVERYBODY') return true;
  if (audience === 'PARTNERS') return role === 'PARTNER';
  if (id === null || role !== 'CUSTOMER') return false;
  if (audience === 'PERSONAL') return customerId === id;
  const { booked, returned } = await rentedBefore(world.sql, id);
  return audience === 'NEW_CUSTOMERS' ? !booked : returned;
}

/** The promotion of a code, in whatever case it was typed, for a viewer who may use it now. Null says nothing of why. */
export async function usablePromotion(world: World, viewer: Viewer, code: string): Promise<ManagedPromotion | null> {
  const promotion = await promotionOfCode(world.sql, code.trim().toUpperCase().slice(0, 40));
  if (promotion?.endedAt !== null) return null;
  return (await isFor(world, viewer, promotion)) ? promotion : null;
}

const dayOf = (world: World): string => world.clock.now().toISOString().slice(0, 10);

/** Whether a price takes something off by the promotion, and a use of it is left. */
export const isLeftFor = (world: World, price: Price, promotion: ManagedPromotion): boolean =>
  offMinor(price) !== null && hasUseLeft(promotion.limits, promotion, drawnMinor(price, promotion, world.tariff, dayOf(world)));

/**
 * What a booking was given, as amendments and settlements go on reckoning it: that it has ended, is booked no more, or is not for the
 * booking's own day of pick-up any more, is not held against them.
 */
export async function keptPromotion(world: World, { journey, price }: Pick<Quote, 'journey' | 'price'>): Promise<Promotion | null> {
  const promotion = journey.promo === null ? null : await promotionOfCode(world.sql, journey.promo);
  if (!promotion) return null;
  const { pickUp } = promotion;
  return {
    ...promotion,
    booked: { from: null, to: null },
    pickUp: offMinor(price) === null ? pickUp : reaching(pickUp, journey.pickUp.local.slice(0, 10)),
  };
}

/** The use was gone when the booking was about to take it. */
export class PromotionGone extends Error {}

/**
 * What booking a quote takes of its promotion; null where it has none. One renter is one customer or e-mail address, and one licence:
 * whoever opens a second account drives with the first one's.
 */
export async function claimOf(
  world: World,
  { journey, price }: Quote,
  customerId: string | null,
  { email, licenceCountry, licenceNumber }: Driver,
): Promise<Claim | null> {
  if (journey.promo === null || offMinor(price) === null) return null;
  const promotion = await promotionOfCode(world.sql, journey.promo);
  if (!promotion) throw new PromotionGone();
  const drawn = drawnMinor(price, promotion, world.tariff, dayOf(world));
  if (drawn === null && promotion.limits.budgetMinor !== null) throw new PromotionGone();
  const licence = licenceNumber.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const whose = [customerId ?? `email ${email.toLowerCase()}`, `licence ${licenceCountry} ${licence}`];
  const marks = promotion.limits.usesEach === null ? [] : whose.map((each) => world.vault.blindIndex(each, 'promotion_mark.mark'));
  return { promotionId: promotion.id, drawnMinor: drawn ?? 0, marks };
}
