import { requireScope } from '@ycyw/service/viewer';
import { unitsForHandOver } from '../actions/unitsForHandOver.ts';
import type { Booking } from '../data/booking.ts';
import type { Inspection } from '../data/inspection.ts';
import type { TakenPhoto } from '../data/photo.ts';
import { newMarks, punctuality, type Mark } from '../domain/inspection.ts';
import type { Context } from './context.ts';
import { showPhoto } from './photo.ts';

/** A photo of this booking; null where it is another's, or was erased. */
export async function photoOf(context: Context, bookingId: string, id: string | null) {
  const photo: TakenPhoto | null = id === null ? null : await context.loaders.photo.load(id);
  return photo?.bookingId === bookingId ? showPhoto(context, photo) : null;
}

/** It may show people, places and hands: keys need customers:read. */
const takenPhoto = (context: Context, bookingId: string, id: string | null) => () => {
  requireScope(context.viewer, 'customers:read');
  return photoOf(context, bookingId, id);
};

const showMark = (context: Context, bookingId: string, { photoId, ...mark }: Mark, isNew: boolean) => ({
  ...mark,
  photo: takenPhoto(context, bookingId, photoId),
  isNew,
});

function showInspection(context: Context, { dropOffAt }: Booking, inspection: Inspection, out: Inspection | undefined) {
  const { bookingId, kind, at, vehicleId, odometerKm, misreadKm, fuelEighths, chargePercent, notes, outOfHours, upgradedFrom } = inspection;
  const returnedAt = kind === 'TAKE_BACK' ? (inspection.returnedAt ?? at) : null;
  const found = kind === 'TAKE_BACK' ? newMarks(out?.marks ?? [], inspection.marks) : new Set<string>();
  return {
    ...{ kind, at, odometerKm, misreadKm, fuelEighths, chargePercent, returnedAt, outOfHours },
    notes: () => {
      requireScope(context.viewer, 'customers:read');
      return notes;
    },
    vehicle: { __typename: 'Vehicle', id: vehicleId },
    photos: inspection.photos.map(({ id, angle }) => ({ angle, photo: takenPhoto(context, bookingId, id) })),
    marks: inspection.marks.map((mark) => showMark(context, bookingId, mark, found.has(mark.id))),
    signature: takenPhoto(context, bookingId, inspection.signatureId),
    agentSignature: takenPhoto(context, bookingId, inspection.agentSignatureId),
    ...(returnedAt ? punctuality(dropOffAt, returnedAt) : { minutesLate: 0, minutesEarly: 0 }),
    upgradedFrom: upgradedFrom && { __typename: 'VehicleClass', id: upgradedFrom },
  };
}

/** For whoever may see the booking. */
export async function showInspections(context: Context, booking: Booking) {
  const inspections = await context.loaders.inspections.load(booking.id);
  const out = inspections.find(({ kind }) => kind === 'HAND_OVER');
  return inspections.map((inspection) => showInspection(context, booking, inspection, out));
}

export const inspectionQueries = {
  unitsForHandOver: async (_: unknown, { bookingId }: { bookingId: string }, context: Context) =>
    (await unitsForHandOver(context.world, context.viewer, bookingId)).map(({ vehicle: { id, acriss, odometerKm, marks }, upgrade }) => ({
      vehicle: { __typename: 'Vehicle', id },
      vehicleClass: { __typename: 'VehicleClass', id: acriss },
      acriss,
      upgrade,
      odometerKm,
      marks: marks.map((mark) => showMark(context, bookingId, mark, false)),
    })),
};
