import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { requireStepUp, type Viewer } from '@ycyw/service/viewer';
import type { Charge } from '../../data/charge/charge.ts';
import { openRefunds } from '../../data/refund.ts';
import { requireCharge } from '../../domain/charge/chargeState.ts';
import { note, tell } from '../events.ts';
import { sendRefunds, sendVoids } from '../settle.ts';
import type { World } from '../world.ts';
import { requireMayForgive, stepOfCharge, type Charged, type ChargeStep } from './desk.ts';
import { leavePayment } from './settled.ts';

const factsOf = ({ charge }: Charged, outcome: 'WITHDRAWN' | 'REFUNDED') => {
  const { id: chargeId, kind, amountMinor, announcedMinor, currency } = charge;
  return { chargeId, kind, outcome, amountMinor, announcedMinor, currency };
};

/** A locked charge of a locked booking, and who is at work on it. */
type Worked = Parameters<Parameters<typeof stepOfCharge>[4]>[1];

/** Takes a charge back that has not been paid; the charge as it then stands. Refuses WRONG_STATE while the card is being asked. */
export async function withdraw(world: World, tx: Sql, charged: Omit<Worked, 'others'>, now: Date): Promise<Charge> {
  const { booking, charge, staff } = charged;
  requireCharge(charge.state, 'WITHDRAWN');
  // Whoever made the mistake may mend it, until its renter has disputed it.
  const ownMistake = charge.announcedBy === staff.id && !charge.dispute;
  if (!ownMistake) await requireMayForgive(world, staff, charged, 0);
  await leavePayment(tx, charge, now);
  const facts = factsOf(charged, 'WITHDRAWN');
  await tell(tx, booking, [{ type: 'booking.chargeResolved', payload: facts }], now);
  await note(tx, staff, booking, 'chargeWithdrawn', now, facts);
  return { ...charge, state: 'WITHDRAWN', paymentId: null };
}

/** Gives a collected charge back; the charge as it then stands, and the refunds that Stripe is to be told of. Refuses WRONG_STATE while its bank disputes it. */
export async function giveBack(
  world: World,
  tx: Sql,
  charged: Omit<Worked, 'others'>,
  now: Date,
): Promise<{ left: Charge; refunds: string[] }> {
  const { booking, charge, staff } = charged;
  requireStepUp(staff);
  requireCharge(charge.state, 'REFUNDED');
  await requireMayForgive(world, staff, charged, 0);
  const opened = await openRefunds(tx, booking.id, charge.amountMinor, 'CHARGE', now, charge.paymentId ?? '', charge.id);
  if (opened.length === 0) throw new Refusal('WRONG_STATE', 'DISPUTED');
  const facts = factsOf(charged, 'REFUNDED');
  await tell(tx, booking, [{ type: 'booking.chargeResolved', payload: facts }], now);
  await note(tx, staff, booking, 'chargeRefunded', now, facts);
  return { left: { ...charge, state: 'REFUNDED' }, refunds: opened.map(({ id }) => id) };
}

/**
 * Staff take a charge back that has not been paid; one that the card refused leaves its payment, which is asked for again without it.
 * Refuses WRONG_STATE while the card is being asked. Safe to repeat.
 */
export const withdrawCharge = (world: World, viewer: Viewer, input: ChargeStep): Promise<Charged> =>
  stepOfCharge(
    world,
    viewer,
    'withdrawCharge',
    input,
    (tx, charged, now) => withdraw(world, tx, charged, now),
    ({ booking }) => sendVoids(world, booking.id),
  );

/** Staff give a collected charge back, with a step-up, for money goes out. Refuses WRONG_STATE while its bank disputes it. Safe to repeat. */
export function refundCharge(world: World, viewer: Viewer, input: ChargeStep): Promise<Charged> {
  let refunds: string[] = [];
  return stepOfCharge(
    world,
    viewer,
    'refundCharge',
    input,
    async (tx, charged, now) => {
      const given = await giveBack(world, tx, charged, now);
      refunds = given.refunds;
      return given.left;
    },
    () => sendRefunds(world, refunds),
  );
}
