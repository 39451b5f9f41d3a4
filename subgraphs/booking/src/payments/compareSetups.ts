import type Stripe from 'stripe';
import type { World } from '../actions/world.ts';
import { bookingsWithoutCard } from '../data/reconciliation.ts';
import type { Findings } from './findings.ts';
import { actOn } from './news.ts';
import { told } from './told.ts';

/** Compares a page of Stripe's intents to save a card with the bookings that wait for one. */
export async function compareSetups(world: World, findings: Findings, setups: readonly Stripe.SetupIntent[]): Promise<void> {
  const ours = setups.map(told).filter(({ metadata }) => metadata.bookingId !== undefined);
  findings.checked += ours.length;
  const saved = new Map(ours.filter(({ status }) => status === 'succeeded').map((object) => [object.id, object]));
  for (const { setupIntent, bookingId, state } of await bookingsWithoutCard(world.sql, [...saved.keys()])) {
    const object = saved.get(setupIntent);
    if (!object) continue;
    const type = 'setup_intent.succeeded';
    await findings.repair({ bookingId, setupIntent, ours: state, theirs: object.status }, type, () => actOn(world, { type, object }));
  }
}
