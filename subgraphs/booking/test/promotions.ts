import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import type { House } from './agency.ts';
import { createQuote, offerFor, type Trip } from './rental.ts';

export const noah: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000004', role: 'MANAGER', region: 'EU' };

const fields = `id code name state rate amount { minor } audience customer { id } usesLimit usesEach used budget { minor } given { minor currency }
  bookedTo classes endedAt`;
export interface PromotionView {
  id: string;
  code: string;
  name: string;
  state: string;
  usesLimit: number | null;
  usesEach: number | null;
  used: number;
  given: { minor: number };
  bookedTo: string | null;
  customer: { id: string } | null;
}

export const create = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown> = {}) =>
  house.ask<{ createPromotion: PromotionView } | null>(
    viewer,
    `mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { ${fields} } }`,
    { input: { nameFr: 'Une remise', nameEn: 'A discount', rate: '0.10', currency: 'EUR', idempotencyKey: uuidv7(), ...input } },
  );

export const change = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown>) =>
  house.ask<{ changePromotion: PromotionView } | null>(
    viewer,
    `mutation ($input: ChangePromotionInput!) { changePromotion(input: $input) { ${fields} } }`,
    { input: { idempotencyKey: uuidv7(), ...input } },
  );

export const end = (house: House, viewer: Partial<Viewer>, id: string, key: string = uuidv7()) =>
  house.ask<{ endPromotion: PromotionView } | null>(
    viewer,
    `mutation ($id: ID!, $key: String!) { endPromotion(id: $id, idempotencyKey: $key) { ${fields} } }`,
    { id, key },
  );

export const list = (house: House, viewer: Partial<Viewer>) =>
  house.ask<{ promotions: { totalCount: number; edges: { node: PromotionView }[] } } | null>(
    viewer,
    `{ promotions(first: 50) { totalCount edges { node { ${fields} } } } }`,
  );

let count = 0;
/** A promotion under a code of its own. */
export async function aPromotion(house: House, input: Record<string, unknown> = {}): Promise<PromotionView> {
  count += 1;
  const { data, errors } = await create(house, noah, {
    ...(input['audience'] === 'PERSONAL' ? {} : { code: `CODE${String(count)}` }),
    ...input,
  });
  if (!data) throw new Error(`no promotion: ${JSON.stringify(errors)}`);
  return data.createPromotion;
}

/** The quote's id where the code applies, else the refusal's code. */
export async function quoteWith(house: House, viewer: Partial<Viewer>, promoCode: string, wish: Trip = {}): Promise<string> {
  const { data, code } = await createQuote(house, viewer, (await offerFor(house, wish)).id, { promoCode });
  return (data as typeof data | null)?.createQuote.quote?.id ?? String(code);
}

/** What the database counts, and the uses that there are. */
export async function countOf(house: House, id: string): Promise<{ used: number; held: number; given: number }> {
  const { used, givenMinor } = await house.db.promotion.findUniqueOrThrow({ where: { id } });
  return { used, held: await house.db.promotionUse.count({ where: { promotionId: id, releasedAt: null } }), given: Number(givenMinor) };
}
