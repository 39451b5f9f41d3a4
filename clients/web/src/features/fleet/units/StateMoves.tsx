import { SetUnitStateDocument, type UnitPartsFragment, type VehicleState } from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { vehicleMoves } from '@ycyw/core/vehicleMoves';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';

const grave: readonly VehicleState[] = ['DAMAGED', 'RETIRED'];

/** Where the unit may be put from where it is; what takes it out of sale is asked twice. */
export function StateMoves({ unit }: { unit: UnitPartsFragment }) {
  const { t } = useTranslation();
  const [{ error, fetching }, set] = useMutation(SetUnitStateDocument);
  const [asked, setAsked] = useState<VehicleState | null>(null);
  const keyFor = useIdempotencyKey();
  const moves = vehicleMoves[unit.state];
  const put = async (state: VehicleState) => {
    // A unit goes to and fro: the same step another time is another request.
    const input = { id: unit.id, state };
    await set({ ...input, idempotencyKey: keyFor({ ...input, since: unit.changedAt }) });
    setAsked(null);
  };
  return (
    <section className="sheet stack" aria-labelledby="moves">
      <h2 id="moves">{t('fleet.moves.title')}</h2>
      {moves.length === 0 && <p className="muted">{t(unit.state === 'RETIRED' ? 'fleet.moves.retired' : 'fleet.moves.out')}</p>}
      {moves.length > 0 && (
        <div className="row">
          {moves.map((state) => (
            <Button
              key={state}
              tone={grave.includes(state) ? 'danger' : 'quiet'}
              compact
              busy={fetching && t('shell.saving')}
              onClick={() => {
                if (grave.includes(state)) setAsked(state);
                else void put(state);
              }}
            >
              {t(`fleet.moves.to.${state}`)}
            </Button>
          ))}
        </div>
      )}
      {asked && (
        <Question
          title={t(`fleet.moves.to.${asked}`)}
          yes={t('fleet.moves.yes')}
          busy={fetching}
          onYes={() => void put(asked)}
          onNo={() => {
            setAsked(null);
          }}
        >
          <p>{t(asked === 'RETIRED' ? 'fleet.moves.retiring' : 'fleet.moves.damaging')}</p>
        </Question>
      )}
      {error &&
        (readRefusal(error).code === 'WRONG_STATE' ? (
          <Notice tone="bad">{t('fleet.moves.refused')}</Notice>
        ) : (
          <Problem failure={error} hint={t('fleet.notYours')} />
        ))}
    </section>
  );
}
