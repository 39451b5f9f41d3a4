import type { SettlementPartsFragment, SettlementState } from '@ycyw/core/generated/graphql';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgencyTime } from '../../ui/useAgencyTime.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { useNow } from '../../ui/useNow.ts';
import { classWords } from './classWords.ts';
import './settlements.css';

type Props = {
  settlement: SettlementPartsFragment;
  /** Whether it is the reader's own booking. */
  own: boolean;
  /** What the reader may do while it waits for them. */
  children?: ReactNode;
};

const tones: Record<SettlementState, string> = {
  AWAITING_APPROVAL: 'warn',
  OFFERED: 'warn',
  ACCEPTED: '',
  DECLINED: 'plain',
  EXPIRED: 'plain',
};

/** As the clock says: what is over needs no news of it. */
export function useSettlementState({ state, expiresAt }: Pick<SettlementPartsFragment, 'state' | 'expiresAt'>): SettlementState {
  const over = useNow(15_000).getTime() >= Date.parse(expiresAt);
  return over && (state === 'OFFERED' || state === 'AWAITING_APPROVAL') ? 'EXPIRED' : state;
}

export function SettlementTag({ state }: { state: SettlementState }) {
  const { t } = useTranslation();
  return <span className={`tag ${tones[state]}`}>{t(`settlement.state.${state}`)}</span>;
}

/** What is offered in place of the booked class, and what came of it: the same in the conversation, on the booking and at the counter. */
export function SettlementCard({ settlement, own, children }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useAgencyTime();
  const id = useId();
  const state = useSettlementState(settlement);
  const { kind, difference, refund, alternative, booking, expiresAt } = settlement;
  const open = state === 'OFFERED' || state === 'AWAITING_APPROVAL';
  const less = difference.minor > 0;
  const back = refund && refund.minor > 0 ? refund : null;
  const given = alternative?.vehicleClass;
  const booked = booking.vehicleClass;
  return (
    <article className={open ? 'settlement' : 'settlement over'} aria-labelledby={id}>
      <header>
        <h3 id={id}>{less && !back && open ? t('settlement.notMoney') : t(`settlement.title.${kind}`)}</h3>
        {(!own || !open) && <SettlementTag state={state} />}
      </header>
      <dl>
        {open && booked && (
          <div>
            <dt>{t('settlement.booked', { car: classWords(booked) })}</dt>
            <dd>{format.money(booking.price.total)}</dd>
          </div>
        )}
        {given && (
          <div>
            <dt>
              {t(state === 'ACCEPTED' ? 'settlement.taken' : 'settlement.given', { car: classWords(given) })}
              <span className="small">{t('results.orSimilar', { model: given.exampleModel })}</span>
            </dt>
            {less && <dd>{format.money(alternative.price.total)}</dd>}
          </div>
        )}
        {open && less && (
          <div className="sum">
            <dt>{t(back ? (own ? 'settlement.backOnCard' : 'settlement.backOnTheirs') : 'settlement.less')}</dt>
            <dd>{format.money(back ?? difference)}</dd>
          </div>
        )}
      </dl>
      <p className="small muted">
        {open
          ? `${less ? '' : `${t('settlement.same')} `}${t('settlement.until', { when: clock(expiresAt, booking.pickUp.agency) })}`
          : outcome()}
      </p>
      {state === settlement.state && children}
    </article>
  );

  function outcome(): string {
    if (state === 'EXPIRED') return t('settlement.outcome.expired');
    if (state === 'DECLINED') return t('settlement.outcome.declined');
    if (back) return t('settlement.outcome.refund', { amount: format.money(back) });
    return less ? t('settlement.outcome.less', { amount: format.money(difference) }) : t('settlement.outcome.same');
  }
}
