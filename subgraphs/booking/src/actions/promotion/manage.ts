import { randomBytes } from 'node:crypto';
import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { requireRole, type Region, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { bookingsOfReferences } from '../../data/booking.ts';
import { findPromotion, insertPromotion, lockPromotion, updatePromotion, type ManagedPromotion } from '../../data/promotion/promotion.ts';
import { claim, requestKey } from '../../data/request.ts';
import {
  changedTerms,
  chosenCode,
  drawnCode,
  promotionTerms,
  type PromotionChange,
  type PromotionWish,
} from '../../domain/promotionTerms.ts';
import { callerOf, requireAtDesk } from '../access.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';

export const requireManager = (viewer: Viewer): SignedIn => requireRole(viewer, 'MANAGER', 'ADMIN');

/** Whose personal promotions a manager sees: those of customers of the same region; null: of all. */
export const regionOf = ({ role, region }: Viewer): Region | null => (role === 'ADMIN' ? null : region);

const isTheirs = (manager: Viewer, { region }: ManagedPromotion): boolean =>
  region === null || regionOf(manager) === null || regionOf(manager) === region;

export interface CreatePromotionInput extends PromotionWish {
  code?: string | null;
  bookingReference?: string | null;
  idempotencyKey: string;
}

/** The customer whom a personal promotion is for: who booked under the reference, at an agency of the manager's. */
async function customerOf(world: World, manager: SignedIn, reference: string): Promise<Pick<ManagedPromotion, 'customerId' | 'region'>> {
  const [found] = await bookingsOfReferences(world.sql, [reference.trim().toUpperCase()]);
  const { customerId, region } = await requireAtDesk(world, manager, found ?? null);
  if (customerId === null) throw new Refusal('BAD_INPUT', 'bookingReference');
  return { customerId, region: region as Region };
}

async function drafted(world: World, manager: SignedIn, input: CreatePromotionInput): Promise<ManagedPromotion> {
  const isPersonal = input.audience === 'PERSONAL';
  if (isPersonal === Boolean(input.code)) throw new Refusal('BAD_INPUT', 'code');
  if (isPersonal !== Boolean(input.bookingReference)) throw new Refusal('BAD_INPUT', 'bookingReference');
  const code = isPersonal ? drawnCode(randomBytes(12)) : chosenCode(input.code);
  return {
    ...promotionTerms(input, code, world.tariff),
    ...(isPersonal ? await customerOf(world, manager, input.bookingReference ?? '') : { customerId: null, region: null }),
    id: uuidv7(),
    audience: input.audience,
    used: 0,
    givenMinor: 0,
    endedAt: null,
    createdAt: world.clock.now(),
  };
}

const told = (tx: Sql, manager: SignedIn, doing: 'created' | 'changed' | 'ended', { id, code, limits }: ManagedPromotion, now: Date) =>
  audit(
    tx,
    manager,
    {
      action: `booking.promotion.${doing}`,
      subjectKind: 'promotion',
      subjectId: id,
      detail: { code, usesLimit: limits.uses, budgetMinor: limits.budgetMinor },
    },
    now,
  );

async function requirePromotion(world: World, id: string): Promise<ManagedPromotion> {
  const promotion = await findPromotion(world.sql, id);
  if (!promotion) throw new Refusal('NOT_FOUND');
  return promotion;
}

/** Managers: a promotion under a code of its own; BAD_INPUT names the field that cannot be, `code` where it is taken. Safe to repeat. */
export function createPromotion(world: World, viewer: Viewer, input: CreatePromotionInput): Promise<ManagedPromotion> {
  const manager = requireManager(viewer);
  const request = requestKey('createPromotion', callerOf(world, manager, manager.id), input);
  return answerOnce(
    world,
    request,
    (id) => requirePromotion(world, id),
    async () => {
      const now = world.clock.now();
      const promotion = await drafted(world, manager, input);
      await world.sql.$transaction(async (tx) => {
        await claim(tx, request, promotion.id, now);
        if (!(await insertPromotion(tx, promotion))) throw new Refusal('BAD_INPUT', 'code');
        await told(tx, manager, 'created', promotion, now);
      });
      return promotion;
    },
  );
}

/** One change of a locked promotion that has not ended, once for each key. */
function change(
  world: World,
  viewer: Viewer,
  operation: 'changePromotion' | 'endPromotion',
  input: { id: string; idempotencyKey: string },
  work: (promotion: ManagedPromotion, now: Date) => ManagedPromotion,
): Promise<ManagedPromotion> {
  const manager = requireManager(viewer);
  const request = requestKey(operation, callerOf(world, manager, manager.id), input);
  return answerOnce(
    world,
    request,
    (id) => requirePromotion(world, id),
    async () => {
      const now = world.clock.now();
      if (!isUuid(input.id)) throw new Refusal('NOT_FOUND');
      return world.sql.$transaction(async (tx) => {
        const found = await lockPromotion(tx, input.id);
        if (!found || !isTheirs(manager, found)) throw new Refusal('NOT_FOUND');
        await claim(tx, request, found.id, now);
        if (found.endedAt !== null) throw new Refusal('WRONG_STATE');
        const promotion = work(found, now);
        await updatePromotion(tx, promotion);
        await told(tx, manager, operation === 'endPromotion' ? 'ended' : 'changed', promotion, now);
        return promotion;
      });
    },
  );
}

export type ChangePromotionInput = PromotionChange & { id: string; idempotencyKey: string };

export const changePromotion = (world: World, viewer: Viewer, input: ChangePromotionInput): Promise<ManagedPromotion> =>
  change(world, viewer, 'changePromotion', input, (promotion) => changedTerms(promotion, input));

/** At once and for good: whoever has a quote with it is quoted again, whoever has booked keeps it. */
export const endPromotion = (world: World, viewer: Viewer, input: { id: string; idempotencyKey: string }): Promise<ManagedPromotion> =>
  change(world, viewer, 'endPromotion', input, (promotion, now) => ({ ...promotion, endedAt: now }));
