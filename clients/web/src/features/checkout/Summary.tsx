import type { ClassWordsFragment, PlanPartsFragment, PricePartsFragment, StopPartsFragment } from '@ycyw/core/generated/graphql';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Journey } from '../../ui/Journey.tsx';
import { PriceLines } from '../../ui/PriceLines.tsx';
import { Silhouette } from '../../ui/Silhouette.tsx';

type Props = {
  vehicleClass: ClassWordsFragment | null | undefined;
  pickUp: StopPartsFragment;
  dropOff: StopPartsFragment;
  price: PricePartsFragment;
  ratePlan: PlanPartsFragment;
  children?: ReactNode;
};

/** What is being paid for, always in sight. */
export function Summary({ vehicleClass, pickUp, dropOff, price, ratePlan, children }: Props) {
  const { t } = useTranslation();
  return (
    <aside className="sheet summary" aria-labelledby="summary">
      <h2 id="summary" className="hidden">
        {t('checkout.summary')}
      </h2>
      <div className="car">
        <div>
          <strong>{vehicleClass ? t('results.orSimilar', { model: vehicleClass.exampleModel }) : t('booking.car')}</strong>
          {vehicleClass && (
            <span className="small muted">
              {vehicleClass.acriss.code} · {vehicleClass.acriss.category}
            </span>
          )}
        </div>
        <Silhouette acriss={vehicleClass?.acriss.code ?? ''} />
      </div>
      <Journey pickUp={pickUp} dropOff={dropOff} />
      {children ?? (
        <p className="small muted">
          <b>{ratePlan.name}</b>. {ratePlan.description}
        </p>
      )}
      <PriceLines price={price} />
    </aside>
  );
}
