import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Alternative } from './Alternative.tsx';
import { Notice } from './Notice.tsx';
import type { OfferChoice } from './offerChoice.ts';
import { Problem } from './Problem.tsx';

/** Why choosing an offer did not lead on, and what can be chosen instead. */
export function OfferChoiceOutcome({ choice }: { choice: OfferChoice }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const { problem, soldOut, choosing, choose } = choice;
  useEffect(() => {
    if (problem || soldOut) box.current?.scrollIntoView({ block: 'nearest' });
  }, [problem, soldOut]);
  if (!problem && !soldOut) return null;
  return (
    <div ref={box} className="stack alternatives">
      {problem && <Problem failure={problem} />}
      {soldOut && (
        <Notice tone="warn" title={t('results.soldOutTitle')}>
          {soldOut.length > 0 ? t('results.soldOut') : t('results.soldOutNothing')}
        </Notice>
      )}
      {soldOut?.map((offer) => (
        <Alternative key={offer.id} offer={offer} choosing={choosing === offer.id} onChoose={choose} />
      ))}
    </div>
  );
}
