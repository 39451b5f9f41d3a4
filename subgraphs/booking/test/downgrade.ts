import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { endWaiting } from '../src/actions/cancel.ts';
import { expireLapsed } from '../src/actions/expire.ts';
import { makeRoom, readmit } from '../src/actions/reaccommodate.ts';
import { sendRefunds, sendVoids } from '../src/actions/settle.ts';
import { marie, type House } from './agency.ts';
import { offerFor, type Trip } from './rental.ts';

export const manager: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000004', role: 'MANAGER', region: 'EU' };
export const otherManager: Partial<Viewer> = { ...manager, id: '019a0000-0000-7000-8000-000000000005' };
/** Who has just proven afresh who they are. */
export const fresh = (viewer: Partial<Viewer>): Partial<Viewer> => ({ ...viewer, steppedUpAt: Date.now() });

export interface SettlementRow {
  id: string;
  kind: string;
  state: string;
  refund: { minor: number } | null;
  difference: { minor: number };
  expiresAt: string;
}
const fields = 'id kind state refund { minor } difference { minor } expiresAt';

export const offer = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown>) =>
  house.ask<{ offerSettlement: SettlementRow } | null>(
    viewer,
    `mutation ($input: OfferSettlementInput!) { offerSettlement(input: $input) { ${fields} } }`,
    { input: { idempotencyKey: uuidv7(), ...input } },
  );

export const approve = (house: House, viewer: Partial<Viewer>, id: string, yes = true, key: string = uuidv7()) =>
  house.ask<{ approveSettlement: SettlementRow } | null>(
    viewer,
    `mutation ($id: ID!, $yes: Boolean!, $key: String!) { approveSettlement(id: $id, approve: $yes, idempotencyKey: $key) { ${fields} } }`,
    { id, yes, key },
  );

export const answer = (
  house: House,
  viewer: Partial<Viewer>,
  id: string,
  accept = true,
  { key = uuidv7(), guestToken = null }: { key?: string; guestToken?: string | null } = {},
) =>
  house.ask<{ answerSettlement: SettlementRow & { booking: { state: string; vehicleClass: { id: string } } } } | null>(
    viewer,
    `mutation ($id: ID!, $accept: Boolean!, $key: String!, $guestToken: String) {
      answerSettlement(id: $id, accept: $accept, idempotencyKey: $key, guestToken: $guestToken) { ${fields} booking { state vehicleClass { id } } } }`,
    { id, accept, key, guestToken },
  );

export interface AlternativeRow {
  kind: string;
  needsManager: boolean;
  difference: { minor: number };
  offer: { id: string; left: number; vehicleClass: { id: string } };
}

export const alternatives = (house: House, viewer: Partial<Viewer>, bookingId: string) =>
  house.ask<{ settlementAlternatives: AlternativeRow[] } | null>(
    viewer,
    'query ($id: ID!) { settlementAlternatives(bookingId: $id) { kind needsManager difference { minor } offer { id left vehicleClass { id } } } }',
    { id: bookingId },
  );

export const settlementsSeen = (house: House, viewer: Partial<Viewer>, reference: string, guestToken: string | null = null) =>
  house.ask<{ booking: { state: string; settlements: SettlementRow[] } }>(
    viewer,
    `query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { state settlements { ${fields} } } }`,
    { r: reference, t: guestToken },
  );

/** The id of an offer of a class as the search gives it. */
export const idOf = async (house: House, acriss: string, trip: Trip = {}): Promise<string> =>
  (await offerFor(house, { ...trip, acriss: [acriss] })).id;

/** A settlement that its renter can answer. */
export async function anOffer(
  house: House,
  bookingId: string,
  kind: string,
  acriss: string,
  { trip = {}, by = fresh(marie) }: { trip?: Trip; by?: Partial<Viewer> } = {},
): Promise<SettlementRow> {
  const { data, errors } = await offer(house, by, { bookingId, kind, alternativeOfferId: await idOf(house, acriss, trip) });
  if (!data) throw new Error(`not offered: ${JSON.stringify(errors)}`);
  return data.offerSettlement;
}

/** Units of a stock are away from now on. */
export const damage = (house: House, stock: string, units: readonly number[], version = 2): Promise<void> => {
  const [agency = '', acriss = ''] = stock.split(' ');
  const absences = [{ from: house.world.clock.now().toISOString(), to: null }];
  const ids = units.flatMap((n) => house.units.get(stock)?.[n] ?? []);
  return house.event('fleet.vehicles.changed', {
    agency,
    vehicles: ids.map((id) => ({ id, acriss, agency, state: 'DAMAGED', version, absences })),
  });
};

/** What the sweeper does, one stage after the other. */
export async function sweepAll(house: House): Promise<void> {
  await expireLapsed(house.world);
  await makeRoom(house.world);
  await readmit(house.world);
  await endWaiting(house.world);
  await sendVoids(house.world, null);
  await sendRefunds(house.world);
}

export const newsOf = async (house: House, type: string, bookingId: string): Promise<Record<string, unknown>[]> => {
  const rows = await house.db.outbox.findMany({ where: { type }, orderBy: { position: 'asc' } });
  return rows.map(({ payload }) => payload as Record<string, unknown>).filter((payload) => payload['bookingId'] === bookingId);
};
