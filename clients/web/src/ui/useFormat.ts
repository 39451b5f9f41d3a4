import { formattingLocale, type Language, languages } from '@ycyw/core/language';
import { formatMoney, type Money } from '@ycyw/core/money';
import { formatInstant, formatWallClock, type WallClockStyle } from '@ycyw/core/time';
import { useTranslation } from 'react-i18next';

function formatIn(language: Language) {
  const locale = formattingLocale[language];
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  return {
    language,
    locale,
    money: (money: Money, options?: { short?: boolean }) => formatMoney(money, language, options),
    wallClock: (at: string, style?: WallClockStyle) => formatWallClock(at, language, style),
    instant: (at: string, style?: WallClockStyle, timeZone?: string) => formatInstant(at, language, style, timeZone),
    country: (code: string) => countries.of(code) ?? code,
    number: (value: number) => new Intl.NumberFormat(locale).format(value),
    /** A decimal string with every digit that it has. */
    decimal: (text: string) => new Intl.NumberFormat(locale, { maximumFractionDigits: 10 }).format(Number(text)),
    currency: (code: string) => new Intl.DisplayNames(locale, { type: 'currency' }).of(code) ?? code,
    percent: (rate: string) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 }).format(Number(rate)),
  };
}

const formats: Partial<Record<Language, ReturnType<typeof formatIn>>> = {};

/** Money, time and names as the current language writes them. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language: Language = languages.find((known) => known === i18n.language) ?? 'fr';
  return (formats[language] ??= formatIn(language));
}
