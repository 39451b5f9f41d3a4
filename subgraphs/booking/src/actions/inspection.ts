import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import type { SignedIn } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import type { Inspection } from '../data/inspection.ts';
import { picturesOf } from '../data/photo.ts';
import {
  energyOf,
  requireMarks,
  requireOdometer,
  requirePhotos,
  withFound,
  type AngledPhoto,
  type FoundMark,
  type Mark,
} from '../domain/inspection.ts';
import { isUuid } from './quotes.ts';

export interface InspectionInput {
  bookingId: string;
  vehicleId: string;
  odometerKm: number;
  fuelEighths: number;
  chargePercent?: number | null;
  notes?: string | null;
  photoIds?: readonly string[] | null;
  photos?: readonly { photoId: string; angle: AngledPhoto['angle'] }[] | null;
  marks?: readonly (Omit<FoundMark, 'photoId'> & { photoId?: string | null })[] | null;
  repairedMarkIds?: readonly string[] | null;
  signatureId?: string | null;
  agentSignatureId?: string | null;
  /** Wall clock of the drop-off agency. */
  returnedAt?: string | null;
  idempotencyKey: string;
}

/** What is refused of an inspection before anything is looked up; BAD_INPUT names the field. */
export function requireInspection({ vehicleId, odometerKm, notes, ...input }: InspectionInput, kind: Inspection['kind']): void {
  if (!isUuid(vehicleId)) throw new Refusal('NOT_FOUND');
  requireOdometer(odometerKm);
  if (input.fuelEighths < 0 || input.fuelEighths > 8) throw new Refusal('BAD_INPUT', 'fuelEighths 0…8');
  if ((notes?.length ?? 0) > 4000) throw new Refusal('BAD_INPUT', 'notes ≤ 4000');
  requireMarks(foundIn(input));
  requirePhotos(photosIn(input));
  if (kind === 'HAND_OVER' && input.returnedAt) throw new Refusal('BAD_INPUT', 'returnedAt');
  if (kind === 'TAKE_BACK' && input.repairedMarkIds?.length) throw new Refusal('BAD_INPUT', 'repairedMarkIds');
}

const photosIn = ({ photos, photoIds }: Pick<InspectionInput, 'photos' | 'photoIds'>): AngledPhoto[] => [
  ...(photos ?? []).map(({ photoId: id, angle }) => ({ id, angle })),
  ...(photoIds ?? []).map((id) => ({ id, angle: 'OTHER' as const })),
];

const foundIn = ({ marks }: Pick<InspectionInput, 'marks'>): FoundMark[] =>
  (marks ?? []).map(({ photoId = null, view, x, y, kind, severity }) => ({ view, x, y, kind, severity, photoId }));

/**
 * Refuses what may not be part of this inspection: with NOT_FOUND what another booking has, and with BAD_INPUT, naming the field, photos and
 * signatures that were made for something else, or by another agent.
 */
async function requirePictures(tx: Sql, staff: SignedIn, input: InspectionInput, kind: Inspection['kind']): Promise<void> {
  const { bookingId, signatureId, agentSignatureId } = input;
  const photos = [...photosIn(input).map(({ id }) => id), ...foundIn(input).flatMap(({ photoId }) => photoId ?? [])];
  const ids = [...photos, ...[signatureId, agentSignatureId].flatMap((id) => id ?? [])];
  const pictures = new Map((await picturesOf(tx, bookingId, ids)).map((picture) => [picture.id, picture]));
  const purposeOf = (id: string | null | undefined): string | undefined => (id ? pictures.get(id)?.purpose : undefined);
  if (photos.some((id) => ![kind, 'DAMAGE'].includes(purposeOf(id) ?? ''))) throw new Refusal('BAD_INPUT', 'photos');
  if (signatureId && purposeOf(signatureId) !== `${kind}_SIGNATURE`) throw new Refusal('BAD_INPUT', 'signatureId');
  if (!agentSignatureId) return;
  const isOwn = pictures.get(agentSignatureId)?.uploadedBy === staff.id;
  if (!isOwn || purposeOf(agentSignatureId) !== `${kind}_AGENT_SIGNATURE`) throw new Refusal('BAD_INPUT', 'agentSignatureId');
}

/** The inspection of a unit of class `acriss` on which `known` was found before. */
export async function inspectionOf(
  tx: Sql,
  staff: SignedIn,
  input: InspectionInput,
  { kind, acriss, known, now }: { kind: Inspection['kind']; acriss: string; known: readonly Mark[]; now: Date },
): Promise<Inspection> {
  await requirePictures(tx, staff, input, kind);
  const { bookingId, vehicleId, odometerKm, notes, repairedMarkIds, signatureId = null, agentSignatureId = null } = input;
  const standing = known.filter(({ id }) => !repairedMarkIds?.includes(id));
  return {
    bookingId,
    kind,
    vehicleId,
    odometerKm,
    ...energyOf(acriss, input),
    notes: notes ? withoutCardNumber(cleanText(notes, 'notes'), 'notes') : null,
    marks: withFound(standing, foundIn(input), uuidv7),
    photos: photosIn(input),
    signatureId,
    agentSignatureId,
    byUser: staff.id,
    at: now,
    returnedAt: null,
    outOfHours: false,
    upgradedFrom: null,
    misreadKm: null,
  };
}
