import {
  OfferSettlementDocument,
  SettlementAlternativesDocument,
  type SettlementAlternativesQuery,
  type SettlementKind,
} from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Silhouette } from '../../ui/Silhouette.tsx';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { classWords } from './classWords.ts';

type Alternative = SettlementAlternativesQuery['settlementAlternatives'][number];
type Props = { bookingId: string; conversationId: string | null; onOffered: () => void };

const kinds: readonly SettlementKind[] = ['REACCOMMODATION', 'REFUND_DIFFERENCE'];

/** What is free now for the booked journey, each offered with one tap. */
export function Alternatives({ bookingId, conversationId, onOffered }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: SettlementAlternativesDocument,
    variables: { bookingId },
    requestPolicy: 'network-only',
  });
  const [offering, offer] = useMutation(OfferSettlementDocument);
  useFocusHandedOn();
  const keyFor = useIdempotencyKey();
  const found = data?.settlementAlternatives;
  const give = ({ kind, offer: { id: alternativeOfferId } }: Alternative) => {
    const input = { bookingId, kind, alternativeOfferId, conversationId };
    void offer({ input: { ...input, idempotencyKey: keyFor(input) } }).then((answer) => {
      if (answer.data) onOffered();
      else again({ requestPolicy: 'network-only' });
    });
  };
  const sent = offering.fetching ? (offering.operation?.variables.input.alternativeOfferId ?? null) : null;
  return (
    <div className="stack">
      {!found && fetching && <Bones widths={['100%', '100%', '100%']} height={52} />}
      {error && !found && <Problem failure={error} onRetry={again} />}
      {offering.error && <Problem failure={offering.error} />}
      {found?.length === 0 && <p className="muted">{t('settlement.none')}</p>}
      {kinds.map((kind) => {
        const some = found?.filter((each) => each.kind === kind) ?? [];
        if (some.length === 0) return null;
        return (
          <div key={kind} className="stack">
            <h4>{t(kind === 'REACCOMMODATION' ? 'settlement.better' : 'settlement.lesser')}</h4>
            <ul className="alternatives">
              {some.map((each) => (
                <Row
                  key={each.offer.id}
                  alternative={each}
                  busy={sent === each.offer.id}
                  onOffer={() => {
                    give(each);
                  }}
                />
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

type RowProps = { alternative: Alternative; busy: boolean; onOffer: () => void };

function Row({ alternative: { offer, difference, needsManager }, busy, onOffer }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { vehicleClass, left } = offer;
  if (!vehicleClass) return null;
  const action = difference.minor > 0 ? t('settlement.offerBack', { amount: format.money(difference) }) : t('settlement.offer');
  return (
    <li>
      <Silhouette acriss={vehicleClass.acriss.code} />
      <span>
        <strong>{classWords(vehicleClass)}</strong>
        <span className="small muted">
          {vehicleClass.exampleModel} · {t('settlement.left', { count: left })}
        </span>
        {needsManager && <span className="tag warn">{t('settlement.manager')}</span>}
      </span>
      <Button
        compact
        tone="quiet"
        aria-label={`${action} : ${classWords(vehicleClass)}`}
        busy={busy && t('settlement.offering')}
        onClick={onOffer}
      >
        {action}
      </Button>
    </li>
  );
}
