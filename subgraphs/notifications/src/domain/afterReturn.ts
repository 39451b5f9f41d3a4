import { z } from 'zod';

const told = { reference: z.string(), locale: z.string() };
const sum = { ...told, amountMinor: z.int(), currency: z.string() };
const chargeKind = z.enum(['MILEAGE', 'FUEL', 'LATE_RETURN', 'CLEANING', 'DAMAGE', 'FINE', 'TOLL']);

/** What is told once the car is back. */
export const afterReturnShapes = [
  z.object({
    kind: z.literal('booking.chargeAnnounced'),
    data: z.object({
      ...sum,
      charges: z.array(z.object({ kind: chargeKind, amountMinor: z.int(), quantity: z.int() })),
      /** Wall clock of the agency where the car came back. */
      disputableUntilLocal: z.string(),
    }),
  }),
  z.object({ kind: z.literal('booking.chargeDisputed'), data: z.object({ ...sum, kind: chargeKind }) }),
  z.object({
    kind: z.literal('booking.chargeResolved'),
    data: z.object({
      ...sum,
      kind: chargeKind,
      announcedMinor: z.int(),
      outcome: z.enum(['UPHELD', 'REDUCED', 'WAIVED', 'WITHDRAWN', 'REFUNDED']),
    }),
  }),
  z.object({ kind: z.literal('booking.chargesCollected'), data: z.object(sum) }),
  z.object({ kind: z.literal('booking.chargesFailed'), data: z.object(sum) }),
  z.object({ kind: z.literal('booking.depositReleased'), data: z.object(sum) }),
] as const;

export const afterReturnNotice = z.discriminatedUnion('kind', afterReturnShapes);
export type AfterReturn = z.infer<typeof afterReturnNotice>;

export const afterReturnKinds = afterReturnShapes.map(({ shape }) => shape.kind.value);

export const isAfterReturn = (notice: { kind: string }): notice is AfterReturn => afterReturnKinds.some((kind) => kind === notice.kind);
