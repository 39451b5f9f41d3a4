import type { ChargePartsFragment, InspectedFragment } from '@ycyw/core/generated/graphql';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type AgencyClock, useAgencyTime } from '../../ui/useAgencyTime.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import { ChargeAmount } from './ChargeAmount.tsx';
import './charges.css';
import { EvidencePhotos } from './EvidencePhotos.tsx';
import { isForgiven } from './isForgiven.ts';
import { ChargeTag } from './ChargeTag.tsx';

export type Charge = ChargePartsFragment;
type Reading = NonNullable<Charge['evidence']['before']>;

type Props = {
  charge: Charge;
  inspections: readonly InspectedFragment[];
  /** Where the car came back. */ agency: AgencyClock;
  takesFocus?: boolean;
  children?: ReactNode;
};

/** One charge: what for, how much and why, with what it rests on; `children` is what can be done about it. */
export function ChargeCard({ charge, inspections, agency, takesFocus = false, children }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useAgencyTime();
  const card = useTakenFocus<HTMLElement>(takesFocus);
  const { line, amount, state, rule, dispute, answer } = charge;
  return (
    <article ref={card} tabIndex={-1} className="charge stack" aria-label={`${line.label}, ${format.money(amount)}`}>
      <div className="charge-head">
        <div>
          <h3>{line.label}</h3>
          <ChargeTag state={state} />
        </div>
        <p className="charge-amount">
          <ChargeAmount charge={charge} />
          {!isForgiven(state) && (
            <small>
              {line.taxes.length > 0
                ? line.taxes.map((tax) => t('charges.tax', { name: tax.name, amount: format.money(tax.amount) })).join(', ')
                : t('charges.noTax')}
            </small>
          )}
        </p>
      </div>
      <p>{rule}</p>
      <Evidence charge={charge} agency={agency} />
      <EvidencePhotos photos={charge.evidence.photos} inspections={inspections} agency={agency} />
      {dispute && (
        <div className="charge-words">
          <strong>{t('charges.disputed', { at: clock(dispute.at, agency) })}</strong>
          {dispute.reason && <p>{dispute.reason}</p>}
          <EvidencePhotos photos={dispute.photos} inspections={[]} agency={agency} />
        </div>
      )}
      {answer && (
        <div className="charge-words">
          <strong>{t(dispute?.outcome ? `charges.outcome.${dispute.outcome}` : 'charges.answer')}</strong>
          <p>{answer}</p>
        </div>
      )}
      {children}
    </article>
  );
}

/** Readings before and after, the words and dates of a fine. */
function Evidence({ charge: { kind, evidence }, agency }: Pick<Props, 'charge' | 'agency'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useAgencyTime();
  const { before, after, reason, reference, occurredOn } = evidence;
  const level = ({ fuelEighths, chargePercent }: Reading) =>
    chargePercent === null ? `${String(fuelEighths)}/8` : t('inspection.chargeIs', { percent: chargePercent });
  const rows: [string, string, string][] = [];
  if (before && after && kind === 'MILEAGE')
    rows.push([
      t('charges.odometer'),
      t('charges.km', { km: format.number(before.odometerKm) }),
      t('charges.km', { km: format.number(after.odometerKm) }),
    ]);
  if (before && after && kind === 'FUEL') rows.push([t('charges.level'), level(before), level(after)]);
  if (before && after && kind === 'LATE_RETURN') rows.push([t('charges.times'), clock(before.at, agency), clock(after.at, agency)]);
  return (
    <>
      {rows.map(([label, from, to]) => (
        <dl key={label} className="charge-readings">
          <div>
            <dt>
              {label} · {t('charges.before')}
            </dt>
            <dd>{from}</dd>
          </div>
          <span aria-hidden="true">→</span>
          <div>
            <dt>{t('charges.after')}</dt>
            <dd>{to}</dd>
          </div>
        </dl>
      ))}
      {(reason ?? reference ?? occurredOn) && (
        <dl className="kv">
          {reason && (
            <>
              <dt>{t('charges.reason')}</dt>
              <dd>{reason}</dd>
            </>
          )}
          {reference && (
            <>
              <dt>{t('charges.reference')}</dt>
              <dd>{reference}</dd>
            </>
          )}
          {occurredOn && (
            <>
              <dt>{t('charges.occurredOn')}</dt>
              <dd>{format.wallClock(`${occurredOn}T12:00`, 'date')}</dd>
            </>
          )}
        </dl>
      )}
    </>
  );
}
