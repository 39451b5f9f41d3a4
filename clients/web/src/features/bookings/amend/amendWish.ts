import type { AgencyPlaceFragment, BookingToAmendQuery, ExtraInput, QuoteAmendmentInput } from '@ycyw/core/generated/graphql';

export type BookingToAmend = NonNullable<BookingToAmendQuery['booking']>;

/** How the booking should be; times are wall clocks of each stop's agency. */
export type AmendWish = {
  start: string;
  end: string;
  dropOff: AgencyPlaceFragment | null;
  acriss: string;
  extras: ExtraInput[];
};

export const wishOf = ({ pickUp, dropOff, vehicleClass, extras }: BookingToAmend): AmendWish => ({
  start: pickUp.at.slice(0, 16),
  end: dropOff.at.slice(0, 16),
  dropOff: dropOff.agency ?? null,
  acriss: vehicleClass?.acriss.code ?? '',
  extras: extras.map(({ extra, quantity }) => ({ code: extra.code, quantity })),
});

type Changes = Omit<QuoteAmendmentInput, 'bookingId' | 'guestToken' | 'idempotencyKey'>;

const listed = (extras: readonly ExtraInput[]) =>
  extras
    .map(({ code, quantity = 1 }) => `${code} ${quantity}`)
    .sort()
    .join();

/** Only what is otherwise than booked; null when nothing is. */
export function changesOf(booking: BookingToAmend, wish: AmendWish): Changes | null {
  const old = wishOf(booking);
  const changes: Changes = {
    ...(wish.start !== old.start && { pickUpAt: wish.start }),
    ...(wish.end !== old.end && { dropOffAt: wish.end }),
    ...(wish.dropOff && wish.dropOff.code !== old.dropOff?.code && { dropOffAgency: wish.dropOff.code }),
    ...(wish.acriss !== old.acriss && { acriss: wish.acriss }),
    ...(listed(wish.extras) !== listed(old.extras) && { extras: wish.extras }),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}
