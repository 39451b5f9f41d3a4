import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { Alternative } from '../../ui/Alternative.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { OfferChoice } from '../../ui/offerChoice.ts';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import type { Refusal } from './useBooking.ts';

type Props = { outcome: Refusal | null; error: CombinedError | undefined; choice: OfferChoice };

export function BookOutcome({ outcome, error, choice }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  if (error) return <Problem failure={error} />;
  switch (outcome?.__typename) {
    case undefined:
      return null;
    case 'QuoteChanged':
    case 'QuoteExpired': {
      const expired = outcome.__typename === 'QuoteExpired';
      const title = expired ? t('checkout.expiredTitle') : t('checkout.changedTitle');
      if (!outcome.quote) return <Gone title={title} text={t('checkout.expiredGone')} />;
      const amount = money(outcome.quote.price.total);
      return (
        <Notice tone="warn" title={title} takesFocus>
          {expired ? t('checkout.expired', { amount }) : t('checkout.changed', { amount })}
        </Notice>
      );
    }
    case 'DriverNotEligible':
      return (
        <Notice tone="bad" title={t('checkout.notEligibleTitle')} takesFocus>
          {outcome.reason}
        </Notice>
      );
    case 'SoldOut':
      if (outcome.alternatives.length === 0) return <Gone title={t('checkout.soldOutTitle')} text={t('results.soldOutNothing')} />;
      return (
        <div className="stack">
          <Notice tone="warn" title={t('checkout.soldOutTitle')} takesFocus>
            {t('checkout.alternatives')}
          </Notice>
          {choice.problem && <Problem failure={choice.problem} />}
          {outcome.alternatives.map((offer) => (
            <Alternative key={offer.id} offer={offer} choosing={choice.choosing === offer.id} onChoose={choice.choose} />
          ))}
        </div>
      );
  }
}

function Gone({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={title} takesFocus>
      <p>{text}</p>
      <Link className="btn quiet compact" to="/">
        {t('checkout.searchAgain')}
      </Link>
    </Notice>
  );
}
