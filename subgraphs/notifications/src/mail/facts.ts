import type { Language } from '@ycyw/service/language';
import type { Formats } from '../domain/formats.ts';
import type { BookingFact, Line } from '../domain/kind.ts';
import { fill } from '../domain/template.ts';
import type { MailedBooking } from './bookings.ts';
import type { Catalogue } from './catalogue.ts';

type Sentences = Record<'label' | 'value', string>;

const sentences: Record<Language, Record<BookingFact, Sentences>> = {
  fr: {
    reference: { label: 'Référence', value: '{reference}' },
    car: { label: 'Voiture', value: '{name} ({category}, {type}) ou équivalent' },
    pickUp: { label: 'Départ', value: '{agency}, {at} ({zone})' },
    dropOff: { label: 'Retour', value: '{agency}, {at} ({zone})' },
    total: { label: 'Prix total', value: '{total}, taxes comprises' },
  },
  en: {
    reference: { label: 'Reference', value: '{reference}' },
    car: { label: 'Car', value: '{name} ({category}, {type}) or similar' },
    pickUp: { label: 'Pick-up', value: '{agency}, {at} ({zone})' },
    dropOff: { label: 'Return', value: '{agency}, {at} ({zone})' },
    total: { label: 'Total price', value: '{total}, taxes included' },
  },
};

/** Those facts of a booking, in words; rejects when the graph lacks its agency or class. */
export function bookingLines(
  facts: readonly BookingFact[],
  booking: MailedBooking,
  known: Catalogue,
  { language, amount, wallClock, zone }: Formats,
): Promise<Line[]> {
  const stop = async ({ at, agency: { id } }: MailedBooking['pickUp']) => {
    const { name, timeZone } = await known.agency(id, language);
    return { agency: name, at: wallClock(at), zone: zone(timeZone) };
  };
  const valuesOf: Record<BookingFact, () => Promise<Record<string, string>>> = {
    reference: () => Promise.resolve({ reference: booking.reference }),
    car: async () => {
      const { name, acriss } = await known.vehicleClass(booking.vehicleClass.id, language);
      return { name, ...acriss };
    },
    pickUp: () => stop(booking.pickUp),
    dropOff: () => stop(booking.dropOff),
    total: () => Promise.resolve({ total: amount(booking.price.total.minor, booking.price.total.currency) }),
  };
  return Promise.all(
    facts.map(async (fact): Promise<Line> => {
      const { label, value } = sentences[language][fact];
      return [label, fill(value, await valuesOf[fact]())];
    }),
  );
}
