import { randomBytes } from 'node:crypto';
import type { Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { linksOf, openLink, type Link } from '../../data/cashback/wallet.ts';
import { isSelling, usualLimitMinor } from '../../domain/cashback/merchant.ts';
import { crossFactor, exchangeOf } from '../../domain/currency.ts';
import { dateIn } from '../../domain/period.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';

const home = { EU: 'EUR', UK: 'GBP', US: 'USD' } as const;

/**
 * The renter's link to a merchant, under a token that says nothing of them: made at first use, in the currency asked for (their
 * region's where none is), and the same from then on. NOT_FOUND for a merchant that is not there, not approved or suspended.
 */
export async function cashbackLink(
  world: World,
  viewer: Viewer,
  { merchantId, currency }: { merchantId: string; currency?: string | null },
  language: Language,
): Promise<Link> {
  const renter = requirePerson(viewer);
  if (renter.role !== 'CUSTOMER') throw new Refusal('FORBIDDEN');
  const merchant = isUuid(merchantId) ? await world.merchants.get(merchantId) : null;
  if (!merchant || !isSelling(merchant)) throw new Refusal('NOT_FOUND');
  const [known] = await linksOf(world.sql, renter.id, [merchant.id]);
  if (known) return known;
  const region = renter.region ?? world.region;
  const into = currency ?? home[region];
  if (!world.tariff.currencies[into]) throw new Refusal('BAD_INPUT', 'currency');
  const now = world.clock.now();
  // An account goes by the last rate there is.
  const exchange = exchangeOf('EUR', into, { ...world.tariff, exchangeMaxAgeDays: Infinity }, dateIn(now, 'UTC'));
  if (exchange === undefined) throw new Refusal('BAD_INPUT', 'currency');
  const limitMinor = Math.floor(usualLimitMinor * crossFactor('EUR', into, exchange));
  const draft = { id: uuidv7(), token: randomBytes(18).toString('base64url'), merchantId: merchant.id, customerId: renter.id, region };
  await world.sql.$transaction((tx) => openLink(tx, { ...draft, currency: into, language, usualLimitMinor: limitMinor }, now));
  const [link] = await linksOf(world.sql, renter.id, [merchant.id]);
  if (!link) throw new Error('no link was made');
  return link;
}

/** The merchant's shop, told by the token who comes. */
export function shopUrl(url: string, token: string): string {
  const shop = new URL(url);
  shop.searchParams.set('ycyw', token);
  return shop.href;
}
