import type { Language } from '@ycyw/service/language';
import { z } from 'zod';
import type { Formats } from './formats.ts';

/** In one language; `{name}` stands for a value of that name. */
export interface Sentences {
  title: string;
  body: string;
  /** Of its e-mail, what is not as in the app: there the subject and the title are the title, and the intro is the body. */
  letter?: { subject?: string; title?: string; intro?: string; action?: string; help?: string };
}

export type Words = Readonly<Record<Language, Sentences>>;

/** Label and value. */
export type Line = readonly [string, string];

/** What is said to one reader. */
export interface Telling {
  words: Words;
  values?: Readonly<Record<string, string>>;
  /** What its e-mail lists after the facts of the booking. */
  lines?: readonly Line[];
}

export type BookingFact = 'reference' | 'car' | 'pickUp' | 'dropOff' | 'total';

export interface Mailing {
  locale: string;
  /** It is for the driver and lists these facts; `anchor`: where on the page it leads, '' or '#' and a name. Left out: it is for the account's holder. */
  booking?: { reference: string; facts: readonly BookingFact[]; anchor: string };
}

export interface Notice {
  /** What is stored. */
  data: object;
  /** Where in the app it leads. */
  link: string;
  /** Of those a customer has not read, at most one has this key. */
  collapseKey?: string;
  /** Its e-mail; none: it is told in the app alone. */
  mailing?: Mailing;
  tell(formats: Formats): Telling;
}

/** The event that a kind is told of, if it is not named as the kind is; `facts` makes the kind's data and addressee of it, or null to tell nothing. */
export interface Heard {
  type?: string;
  facts: z.ZodType<object | null>;
}

export interface Kind {
  heard: Heard | undefined;
  /** Throws on data of another shape; leaves out what the shape does not name. */
  read(data: unknown): Notice;
}

export const kindOf = <Data extends object>(shape: z.ZodType<Data>, about: (data: Data) => Omit<Notice, 'data'>, heard?: Heard): Kind => ({
  heard,
  read: (given) => {
    const data = shape.parse(given);
    return { data, ...about(data) };
  },
});

/** Of a booking that is the reader's; `locale` is theirs. */
export const ofBooking = z.object({ reference: z.string(), locale: z.string() });
export const sum = { amountMinor: z.int(), currency: z.string() };

export const rental: readonly BookingFact[] = ['reference', 'car', 'pickUp', 'dropOff'];

interface Particular {
  facts?: readonly BookingFact[];
  anchor?: string;
  heard?: Heard;
}

/** Told in the app and by e-mail, to guests by e-mail alone; leads to the booking. `{reference}` is a value in all its words. */
export const bookingKind = <Data extends z.infer<typeof ofBooking>>(
  shape: z.ZodType<Data>,
  tell: (data: Data, formats: Formats) => Telling,
  { heard, facts = [...rental, 'total'], anchor = '' }: Particular = {},
): Kind =>
  kindOf(
    shape,
    (data) => {
      const { reference, locale } = data;
      return {
        link: `/bookings/${reference}`,
        mailing: { locale, booking: { reference, facts, anchor } },
        tell: (formats) => {
          const told = tell(data, formats);
          return { ...told, values: { ...told.values, reference } };
        },
      };
    },
    heard,
  );
