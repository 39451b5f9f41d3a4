import type { WallClockStyle } from '@ycyw/core/time';
import { useTranslation } from 'react-i18next';
import { useFormat } from './useFormat.ts';

export type AgencyClock = { city: string; timeZone: string } | null | undefined;

/** Says an instant on an agency's wall clock, whose city is named where the reader's own clock shows something else. */
export function useAgencyTime(): (at: string, agency: AgencyClock, style?: WallClockStyle) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (at, agency, style = 'short') => {
    const when = format.instant(at, style, agency?.timeZone);
    return agency && when !== format.instant(at, style) ? t('booking.inZone', { when, city: agency.city }) : when;
  };
}
