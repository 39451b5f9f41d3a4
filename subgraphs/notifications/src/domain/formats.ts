import { money } from '@ycyw/service/money';
import { negotiate, type Language } from '@ycyw/service/language';

const regionless: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

/** How one reader wants amounts and times written. */
export interface Formats {
  language: Language;
  /** Integer minor units of an ISO 4217 currency. */
  amount(minor: number, currency: string): string;
  /** A wall clock such as 2026-07-14T10:30, in words, day and hour. */
  wallClock(at: string): string;
  /** What the time of an IANA zone is called, summer or winter, e.g. heure d’Europe centrale. */
  zone(timeZone: string): string;
}

const known = new Map<string, Formats>();

function make(tag: string, language: Language): Formats {
  const currencies = new Map<string, Intl.NumberFormat>();
  const zones = new Map<string, string>();
  // A wall clock has no zone: read and written as UTC it stays what it is.
  const clock = new Intl.DateTimeFormat(tag, {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return {
    language,
    amount: (minor, currency) => {
      let format = currencies.get(currency);
      if (!format) currencies.set(currency, (format = new Intl.NumberFormat(tag, { style: 'currency', currency })));
      return format.format(money(minor, currency).decimal as `${number}`);
    },
    wallClock: (at) => clock.format(new Date(`${at}Z`)),
    zone: (timeZone) => {
      let name = zones.get(timeZone);
      if (name === undefined) {
        const parts = new Intl.DateTimeFormat(tag, { timeZone, timeZoneName: 'longGeneric' }).formatToParts();
        zones.set(timeZone, (name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone));
      }
      return name;
    },
  };
}

/** Formats for a BCP 47 tag; in the nearest of our languages, and as its region writes them when it names one of that language. */
export function formatsFor(locale: string): Formats {
  const language = negotiate(locale);
  const tag = /^[a-z]{2}-[A-Z]{2}$/.test(locale) && locale.startsWith(`${language}-`) ? locale : regionless[language];
  let formats = known.get(tag);
  if (!formats) {
    // Tags come from outside: bounded, so that nobody fills the memory with them.
    if (known.size >= 50) known.clear();
    known.set(tag, (formats = make(tag, language)));
  }
  return formats;
}
