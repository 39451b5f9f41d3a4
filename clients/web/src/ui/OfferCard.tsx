import { freeUntil } from '@ycyw/core/cancellation';
import type { OfferCardPartsFragment } from '@ycyw/core/generated/graphql';
import { plansWorthShowing } from '@ycyw/core/plans';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { Emphasis } from './Emphasis.tsx';
import './offerCard.css';
import { PlanChoice } from './PlanChoice.tsx';
import { Silhouette } from './Silhouette.tsx';
import { useFormat } from './useFormat.ts';
import { useTakenFocus } from './useTakenFocus.ts';

type Props = {
  offer: OfferCardPartsFragment;
  choosing: boolean;
  onChoose: (offerId: string) => void;
  /** Where it is the first of what was asked for by a button that is gone. */
  takesFocus?: boolean;
  /** Which agency, where the cards of several stand together. */
  where?: string | undefined;
  /** Why it is among the first. */
  because?: string | undefined;
  /** How its price is made on a plan; null where that is not explained. */
  linesOf: (ratePlan: string) => ReactNode;
};

type Plan = OfferCardPartsFragment['otherPlans'][number];

/** What it is, what is included, what is certain, what it costs and why; the price stands on the tear-off side. */
export function OfferCard({ offer, choosing, onChoose, takesFocus = false, where, because, linesOf }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [explained, setExplained] = useState(false);
  const card = useTakenFocus<HTMLElement>(takesFocus);
  const plans = plansWorthShowing<Plan>([offer, ...offer.otherPlans]);
  const [picked, setPicked] = useState<string | null>(null);
  const plan = plans.find((each) => each.id === picked) ?? plans.find((each) => each.ratePlan.payment === offer.ratePlan.payment) ?? offer;
  const lines = linesOf(plan.ratePlan.code);
  const code = offer.vehicleClass?.acriss.code ?? '';
  const name = offer.vehicleClass
    ? t('results.orSimilar', { model: offer.vehicleClass.exampleModel })
    : t('results.unknownModel', { code });
  return (
    <article ref={card} className="card" tabIndex={takesFocus ? -1 : undefined} aria-labelledby={`${id}-name`}>
      <div className="pic">
        <em>{code}</em>
        <Silhouette acriss={code} />
      </div>
      <div className="body">
        <h2 id={`${id}-name`}>{name}</h2>
        <ClassWords offer={offer} />
        {where && <p className="where">{where}</p>}
        {because && <p className="because">{because}</p>}
        <Facts offer={offer} />
        <Certainties offer={offer} plan={plan} />
      </div>
      <div className="price">
        <span className="total">{format.money(plan.price.total)}</span>
        <small>{t('results.perDay', { amount: format.money(plan.price.perDay) })}</small>
        {lines && (
          <button
            type="button"
            className="link"
            aria-expanded={explained}
            aria-controls={`${id}-lines`}
            onClick={() => {
              setExplained(!explained);
            }}
          >
            {t('results.why')}
          </button>
        )}
        <PlanChoice plans={plans} chosen={plan.id} onChoose={setPicked} />
        <Button
          id={`${id}-choose`}
          aria-labelledby={`${id}-choose ${id}-name`}
          busy={choosing && t('results.choosing')}
          onClick={() => {
            onChoose(plan.id);
          }}
        >
          {t('results.choose')}
        </Button>
      </div>
      <div className="reasons" id={`${id}-lines`} hidden={!explained || !lines}>
        {explained && lines}
      </div>
    </article>
  );
}

function ClassWords({ offer: { vehicleClass } }: { offer: OfferCardPartsFragment }) {
  if (!vehicleClass) return null;
  const { category, type, transmission, fuelAndAir } = vehicleClass.acriss;
  const words = [category, type, transmission, fuelAndAir].map((word, index) =>
    index === 0 ? word : word.charAt(0).toLowerCase() + word.slice(1),
  );
  return <p className="sub">{words.join(', ').replace('sUV', 'SUV').replace('gPL', 'GPL')}</p>;
}

function Facts({ offer }: { offer: OfferCardPartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { vehicleClass, mileage, deposit } = offer;
  const facts = [
    vehicleClass && t('results.seats', { count: vehicleClass.seats }),
    vehicleClass && t('results.bags', { count: vehicleClass.bags }),
    mileage.unlimited || typeof mileage.includedKm !== 'number'
      ? t('results.unlimited')
      : t('results.mileage', { km: format.number(mileage.includedKm) }),
    t('results.deposit', { amount: format.money(deposit, { short: true }) }),
  ];
  return (
    <ul className="facts">
      {facts
        .filter((fact) => fact !== null)
        .map((fact) => (
          <li key={fact}>
            <Emphasis text={fact} />
          </li>
        ))}
    </ul>
  );
}

function Certainties({ offer, plan }: { offer: OfferCardPartsFragment; plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now] = useState(() => new Date());
  // Where nothing is paid before, there is nothing to lose.
  const free = plan.ratePlan.payment === 'NOW' ? freeUntil(plan.cancellation, plan.price.due, now) : { until: null };
  const agency = offer.pickUp.agency;
  return (
    <div className="certain">
      {free && !free.until && <span className="tag">{t(plan.ratePlan.payment === 'NOW' ? 'results.freeAlways' : 'results.freeDesk')}</span>}
      {free?.until && (
        <span className="tag" title={agency ? t('results.freeUntilZone', { city: agency.city }) : undefined}>
          {t('results.freeUntil', { when: format.instant(free.until, 'short', agency?.timeZone) })}
        </span>
      )}
      {offer.left <= 2 && <span className="tag warn">{t('results.left', { count: offer.left })}</span>}
      {(offer.pickUp.outOfHours || offer.dropOff.outOfHours) && <span className="tag plain">{t('results.outOfHours')}</span>}
    </div>
  );
}
