import { depositToMend } from '@ycyw/core/dues';
import { problemsOf } from '@ycyw/core/fieldProblem';
import { HandOverDocument, type UnitRowFragment } from '@ycyw/core/generated/fleet/graphql';
import { handOverEarlyMinutes, handOverObstacle } from '@ycyw/core/handOver';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useNow } from '../../../ui/useNow.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import type { DeskBooking, Moved } from './CounterBooking.tsx';
import { InspectionFields, inspectionInput, newInspection, odometerProblem } from './InspectionFields.tsx';
import { UnitChoice } from './UnitChoice.tsx';

type Props = {
  booking: DeskBooking;
  onMoved: (moved: Moved) => void;
  /** The booking may be another than what is shown. */ onRefused: () => void;
};

/** The car goes out once the rental is paid and the deposit can be held, from an hour before pick-up. */
export function HandOver({ booking, onMoved, onRefused }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000).getTime();
  const { due, payments, pickUp, dropOff } = booking;
  const from = Date.parse(pickUp.instant) - handOverEarlyMinutes * 60_000;
  const at = format.instant(new Date(from).toISOString(), 'short', pickUp.agency?.timeZone);
  const missing = [
    due.minor > 0 && t('fleet.handOver.obstacle.unpaid'),
    payments.some(({ state }) => state === 'DISPUTED') && t('fleet.handOver.obstacle.disputed'),
    depositToMend(payments) && t('fleet.handOver.obstacle.deposit'),
    now < from && t('fleet.handOver.early', { at }),
    now >= Date.parse(dropOff.instant) && t('fleet.handOver.over'),
  ].filter((reason) => typeof reason === 'string');
  return (
    <section className="sheet stack" aria-labelledby="hand-over">
      <h2 id="hand-over">{t('fleet.handOver.title')}</h2>
      {missing.length > 0 ? (
        <ul className="missing">
          {missing.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : (
        <HandOverForm booking={booking} onMoved={onMoved} onRefused={onRefused} />
      )}
    </section>
  );
}

function HandOverForm({ booking: { id, pickUp, vehicleClass }, onMoved, onRefused }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, handOver] = useMutation(HandOverDocument);
  const keyFor = useIdempotencyKey();
  const [unit, setUnit] = useState<UnitRowFragment | null>(null);
  const [inspection, setInspection] = useState(newInspection);
  const problems = problemsOf({ unit: unit ? undefined : 'noUnit', odometerKm: odometerProblem(inspection) });
  const { form, errorOf } = useCheckedForm(problems, async () => {
    if (!unit) return;
    const input = inspectionInput(id, unit.id, inspection);
    const { data } = await handOver({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onMoved({ what: 'handedOver', plate: unit.plate, vehicleId: unit.id, odometerKm: input.odometerKm });
    else onRefused();
  });
  const obstacle = error ? handOverObstacle(readRefusal(error)) : null;
  const unitRefused = ['unit', t('fleet.handOver.obstacle.unit')] as const;
  const { refusedAt, rest } = useFieldRefusal<'unit' | 'odometerKm'>(error, form.ref, {
    odometerKm: ['odometerKm', t('field.refused')],
    ...(obstacle === 'unit' && { WRONG_STATE: unitRefused, NOT_FOUND: unitRefused }),
  });
  return (
    <form {...form} className="stack" aria-labelledby="hand-over">
      <UnitChoice
        agency={pickUp.agency?.code ?? ''}
        acriss={vehicleClass?.id ?? ''}
        chosen={unit}
        error={errorOf('unit') ?? refusedAt('unit')}
        onChoose={(chosen) => {
          setUnit(chosen);
          setInspection({ ...inspection, odometer: String(chosen.odometerKm) });
        }}
      />
      <InspectionFields value={inspection} odometerError={errorOf('odometerKm') ?? refusedAt('odometerKm')} onValue={setInspection} />
      {rest && (obstacle ? <Notice tone="bad">{t(`fleet.handOver.obstacle.${obstacle}`)}</Notice> : <Problem failure={rest} />)}
      <div>
        <Button type="submit" busy={fetching && t('shell.sending')}>
          {unit ? t('fleet.handOver.sendPlate', { plate: unit.plate }) : t('fleet.handOver.send')}
        </Button>
      </div>
    </form>
  );
}
