import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import { chargeKinds, ChargeForm, type NewCharge } from './ChargeForm.tsx';
import type { DeskChargesData } from './DeskCharges.tsx';
import { FoundDamage } from './FoundDamage.tsx';

type Props = { bookingId: string; data: DeskChargesData; depositHeld: boolean; onDone: () => void };

/** Damage that was found at the return and what else there is to charge: one at a time. */
export function AddCharge({ bookingId, data, depositHeld, onDone }: Props) {
  const { t } = useTranslation();
  const [charge, setCharge] = useState<NewCharge | null>(null);
  const [left, setLeft] = useState(false);
  const id = useId();
  const heading = useTakenFocus<HTMLHeadingElement>(left && charge === null);
  const { booking, chargeSuggestions } = data;
  const charges = booking?.charges ?? [];
  const found = (booking?.inspections ?? []).flatMap(({ kind, marks }) => (kind === 'TAKE_BACK' ? marks.filter(({ isNew }) => isNew) : []));
  const [first] = found;
  const leave = () => {
    setCharge(null);
    setLeft(true);
  };
  if (charge)
    return (
      <ChargeForm
        bookingId={bookingId}
        data={data}
        charge={charge}
        onLeave={leave}
        onDone={() => {
          leave();
          onDone();
        }}
      />
    );
  return (
    <>
      {found.length > 0 && !charges.some(({ kind }) => kind === 'DAMAGE') && (
        <FoundDamage
          bookingId={bookingId}
          marks={found}
          prices={data.chargePrices.damage}
          mayLetGo={depositHeld && charges.length === 0 && chargeSuggestions.length === 0}
          onCharge={(damage) => {
            setCharge({ kind: 'DAMAGE', damage });
          }}
        />
      )}
      {found.length === 0 && charges.length === 0 && chargeSuggestions.length === 0 && <p className="muted">{t('charges.noneAtDesk')}</p>}
      <div className="charge stack" role="group" aria-labelledby={id}>
        <h3 id={id} ref={heading} tabIndex={-1}>
          {t('charges.add')}
        </h3>
        <div className="row">
          {chargeKinds.map((kind) => (
            <Button
              key={kind}
              tone="quiet"
              compact
              onClick={() => {
                setCharge({ kind, damage: first ? `${first.kind} ${first.severity}` : '' });
              }}
            >
              {t(`charges.kind.${kind}`)}
            </Button>
          ))}
        </div>
      </div>
    </>
  );
}
