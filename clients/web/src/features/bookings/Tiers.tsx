import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { useNow } from '../../ui/useNow.ts';
import type { Booking } from './BookingPage.tsx';

type Props = { booking: Pick<Booking, 'cancellation' | 'pickUp'>; paidMinor: number };

/** What cancelling gives back and when, on the agency's wall clock; on the reader's too where that is another. */
export function Tiers({ booking: { cancellation, pickUp }, paidMinor }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  const zone = pickUp.agency?.timeZone;
  const at = (instant: string) => format.instant(instant, 'short', zone);
  const begun = cancellation.findLastIndex(({ from }) => !from || Date.parse(from) <= now.getTime());
  const words = (minor: number) => (minor === 0 ? 'tierNothing' : paidMinor > 0 && minor >= paidMinor ? 'tierAll' : 'tierRefund');
  const elsewhere = cancellation.some(({ from }) => from && at(from) !== format.instant(from));
  return (
    <>
      <ol className="tiers">
        {cancellation.map(({ from, refund }, index) => {
          const next = cancellation[index + 1]?.from;
          const edge = from ?? next;
          const when = from
            ? t('booking.tierFrom', { when: at(from) })
            : next
              ? t('booking.tierUntil', { when: at(next) })
              : t('booking.tierAlways');
          return (
            <li
              key={from ?? 'now'}
              className={index < begun ? 'past' : refund.minor === 0 ? 'nothing' : undefined}
              aria-current={index === begun ? 'step' : undefined}
            >
              <span>
                {when}
                {index === begun && cancellation.length > 1 && <span className="tag plain">{t('booking.tierNow')}</span>}
                {elsewhere && edge && <small>{t('booking.yourTime', { when: format.instant(edge) })}</small>}
              </span>
              <b>{t(`booking.${words(refund.minor)}`, { amount: format.money(refund) })}</b>
            </li>
          );
        })}
      </ol>
      {elsewhere && pickUp.agency && <p className="small muted">{t('booking.agencyTime', { city: pickUp.agency.city, zone })}</p>}
    </>
  );
}
