import type { Ask } from '../replay/graph.ts';
import * as operations from '../replay/operations.ts';
import { until } from './renting.ts';

const maintenanceOf = `mutation Plan($input: PlanMaintenanceInput!) { planMaintenance(input: $input) { id } }`;
const transferOf = `mutation Send($input: PlanTransferInput!) { planTransfer(input: $input) { id } }`;
const alternativesOf = `query Others($id: ID!) { settlementAlternatives(bookingId: $id) { kind offer { id } } }`;
const settleOf = `mutation Settle($input: OfferSettlementInput!) { offerSettlement(input: $input) { id } }`;

/** Units that may be spoilt: one as it is, one with a planned absence, and one that is on its way elsewhere. */
export async function spareUnits(
  admin: Ask,
  run: string,
  [, vehicle = '', serviced = '', sent = '']: readonly string[],
  elsewhere: string,
) {
  const { planMaintenance } = await admin<{ planMaintenance: { id: string } }>(maintenanceOf, {
    input: { vehicleId: serviced, from: '2039-01-02T08:00', to: '2039-01-03T08:00', reason: 'Matrix', idempotencyKey: `${run}-service` },
  });
  await admin(transferOf, {
    input: { vehicleId: sent, toAgency: elsewhere, departAt: '2020-01-02T08:00', idempotencyKey: `${run}-sent` },
  });
  return { vehicle, serviced, sent, absence: planMaintenance.id };
}

/** A better class that is offered for a booking, once there is a car of it; the settlement's id. */
export async function offeredBetter(
  { admin, agent }: { admin: Ask; agent: Ask },
  run: string,
  bookingId: string,
  agency: string,
): Promise<string> {
  await admin(operations.addVehicles, { input: { agency, acriss: 'SDAV', count: 1, idempotencyKey: `${run}-better` } });
  return until('another class', async () => {
    type Found = { settlementAlternatives: { kind: string; offer: { id: string } }[] };
    const { settlementAlternatives } = await admin<Found>(alternativesOf, { id: bookingId });
    const { kind, offer } = settlementAlternatives.find((each) => each.kind === 'REACCOMMODATION') ?? {};
    const input = { bookingId, kind, alternativeOfferId: offer?.id, idempotencyKey: `${run}-settled` };
    return offer && (await agent<{ offerSettlement: { id: string } }>(settleOf, { input })).offerSettlement.id;
  });
}
