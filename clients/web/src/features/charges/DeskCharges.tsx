import { DeskChargesDocument, type DeskChargesQuery } from '@ycyw/core/generated/fleet/graphql';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Problem } from '../../ui/Problem.tsx';
import type { AgencyClock } from '../../ui/useAgencyTime.ts';
import { AddCharge } from './AddCharge.tsx';
import { AskForCharges } from './AskForCharges.tsx';
import { ChargeCard } from './ChargeCard.tsx';
import './charges.css';
import { ChargeDecision } from './ChargeDecision.tsx';
import { CorrectOdometer } from './CorrectOdometer.tsx';
import { Suggestion } from './Suggestion.tsx';
import { useLookAgain } from './useLookAgain.ts';

export type DeskChargesData = DeskChargesQuery;
const soonMs = 1500;

type Props = { id: string; reference: string; agency: AgencyClock; depositHeld: boolean; manager: boolean };

/** What is charged for a car that is back: what the readings say, what the desk adds, and disputes to decide. */
export function DeskCharges({ id, reference, agency, depositHeld, manager }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, ask] = useQuery({
    query: DeskChargesDocument,
    variables: { id, reference },
    requestPolicy: 'cache-and-network',
  });
  const again = useCallback(() => {
    ask({ requestPolicy: 'network-only' });
  }, [ask]);
  useLookAgain(again, data?.booking?.charges.some(({ state }) => state === 'COLLECTING' || state === 'DUE') ? soonMs : null);
  return (
    <section className="sheet charges" aria-labelledby="desk-charges">
      <h2 id="desk-charges">{t('charges.title')}</h2>
      {!data && fetching && <Bones widths={['60%', '90%']} height={22} />}
      {error && !data && <Problem failure={error} onRetry={again} />}
      {data?.booking && <AskForCharges bookingId={id} charges={data.booking.charges} onAsked={again} />}
      {data?.chargeSuggestions.map((suggestion) => (
        <Suggestion key={suggestion.kind} bookingId={id} suggestion={suggestion} manager={manager} onDone={again} />
      ))}
      {data?.booking?.charges.map((charge) => (
        <ChargeCard key={charge.id} charge={charge} inspections={data.booking?.inspections ?? []} agency={agency}>
          <ChargeDecision charge={charge} onDone={again} />
        </ChargeCard>
      ))}
      {data?.booking && <AddCharge bookingId={id} data={data} depositHeld={depositHeld} onDone={again} />}
      {data?.booking && manager && <CorrectOdometer bookingId={id} inspections={data.booking.inspections} onDone={again} />}
    </section>
  );
}
