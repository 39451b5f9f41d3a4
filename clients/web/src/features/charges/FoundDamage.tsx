import { ReleaseDepositDocument } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { useMarkName } from '../inspection/useMarkName.ts';
import type { DeskChargesData } from './DeskCharges.tsx';

type Mark = NonNullable<DeskChargesData['booking']>['inspections'][number]['marks'][number];
type Props = {
  bookingId: string;
  marks: readonly Mark[];
  prices: DeskChargesData['chargePrices']['damage'];
  /** Whether the deposit is held for nothing else. */ mayLetGo: boolean;
  onCharge: (damage: string) => void;
};

/** What the desk marked at the return is either charged, or nothing is: the deposit waits for that word. */
export function FoundDamage({ bookingId, marks, prices, mayLetGo, onCharge }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const nameOf = useMarkName();
  const [{ data, error, fetching }, release] = useMutation(ReleaseDepositDocument);
  const keyFor = useIdempotencyKey();
  if (data)
    return (
      <Notice tone="good" takesFocus>
        {t('charges.found.released')}
      </Notice>
    );
  const listed = prices.filter(({ mark, severity }) => marks.some((found) => found.kind === mark && found.severity === severity));
  return (
    <article className="charge stack" aria-label={t('charges.found.title', { count: marks.length })}>
      <div className="charge-head">
        <div>
          <h3>{t('charges.found.title', { count: marks.length })}</h3>
          <span className="tag warn">{t('charges.found.open')}</span>
        </div>
      </div>
      <ul>
        {marks.map((mark) => (
          <li key={mark.id}>{nameOf(mark)}</li>
        ))}
      </ul>
      {mayLetGo && <p className="small muted">{t('charges.found.waits')}</p>}
      {error && <Problem failure={error} />}
      <div className="row">
        {listed.map(({ mark, severity, amount }) => (
          <Button
            key={`${mark} ${severity}`}
            compact
            tone="quiet"
            onClick={() => {
              onCharge(`${mark} ${severity}`);
            }}
          >
            {t('charges.found.charge', { mark: t(`charges.mark.${mark}`), amount: money(amount) })}
          </Button>
        ))}
        {mayLetGo && (
          <Button
            compact
            tone="quiet"
            busy={fetching && t('shell.sending')}
            onClick={() => {
              void release({ bookingId, idempotencyKey: keyFor({ bookingId }) });
            }}
          >
            {t('charges.found.nothing')}
          </Button>
        )}
      </div>
    </article>
  );
}
