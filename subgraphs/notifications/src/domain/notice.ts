import { z } from 'zod';

/** What is told, by kind: the facts only; words are made for each reader. */
export const noticeShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('booking.confirmed'), data: z.object({ reference: z.string(), locale: z.string() }) }),
  z.object({
    kind: z.literal('booking.cancelled'),
    data: z.object({ reference: z.string(), locale: z.string(), refundMinor: z.int(), currency: z.string() }),
  }),
  z.object({ kind: z.literal('support.message'), data: z.object({ conversationId: z.string() }) }),
]);

export type Notice = z.infer<typeof noticeShape>;

/** Where in the app it leads. */
export const linkOf = ({ kind, data }: Notice): string =>
  kind === 'support.message' ? `/conversations/${data.conversationId}` : `/bookings/${data.reference}`;
