import { depositToMend } from '@ycyw/core/dues';
import { problemsOf } from '@ycyw/core/fieldProblem';
import { HandOverDocument } from '@ycyw/core/generated/fleet/graphql';
import { handOverEarlyMinutes, handOverObstacle } from '@ycyw/core/handOver';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useNow } from '../../../ui/useNow.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import type { DeskBooking, Moved } from './CounterBooking.tsx';
import { usePhotos } from '../../inspection/usePhotos.ts';
import { InspectionBar, isWhole } from './InspectionBar.tsx';
import { InspectionFields, inspectionInput, newInspection, odometerProblem, Step } from './InspectionFields.tsx';
import { type Unit, UnitChoice } from './UnitChoice.tsx';

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

function HandOverForm({ booking: { id, vehicleClass }, onMoved, onRefused }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, handOver] = useMutation(HandOverDocument);
  const keyFor = useIdempotencyKey();
  const [unit, setUnit] = useState<Unit | null>(null);
  const [inspection, setInspection] = useState(newInspection);
  const [asking, setAsking] = useState(false);
  const taken = { angles: usePhotos(id, 'HAND_OVER'), damage: usePhotos(id, 'DAMAGE') };
  const lastKm = unit?.odometerKm ?? unit?.vehicle.odometerKm;
  const problems = problemsOf({ unit: unit ? undefined : 'noUnit', odometerKm: odometerProblem(inspection) });
  const send = async () => {
    if (!unit) return;
    const { vehicle } = unit;
    const input = inspectionInput(id, { id: vehicle.id, acriss: unit.acriss }, inspection, taken);
    const { data } = await handOver({ input: { ...input, idempotencyKey: keyFor(input) } });
    setAsking(false);
    if (data) onMoved({ what: 'handedOver', plate: vehicle.plate, vehicleId: vehicle.id, odometerKm: input.odometerKm });
    else onRefused();
  };
  const { form, errorOf } = useCheckedForm(problems, () => (isWhole(inspection, taken) ? send() : setAsking(true)));
  const obstacle = error ? handOverObstacle(readRefusal(error)) : null;
  const unitRefused = ['unit', t('fleet.handOver.obstacle.unit')] as const;
  const backwards = t('fleet.unit.odometerBack', { km: format.number(lastKm ?? 0) });
  const { refusedAt, rest } = useFieldRefusal<'unit' | 'odometerKm'>(error, form.ref, {
    odometerKm: ['odometerKm', backwards],
    ...(obstacle === 'unit' && { WRONG_STATE: unitRefused, NOT_FOUND: unitRefused }),
  });
  return (
    <form {...form} className="stack inspecting" aria-labelledby="hand-over">
      <Step title={t('inspection.steps.car')}>
        <UnitChoice
          bookingId={id}
          acriss={vehicleClass?.id ?? ''}
          chosen={unit}
          error={errorOf('unit') ?? refusedAt('unit')}
          onChoose={(chosen) => {
            const odometer = String(chosen.odometerKm ?? chosen.vehicle.odometerKm);
            // What was seen and signed for one car says nothing of another.
            if (unit && unit.vehicle.id !== chosen.vehicle.id) {
              taken.angles.clear();
              taken.damage.clear();
              setInspection({ ...newInspection, odometer });
            } else setInspection({ ...inspection, odometer });
            setUnit(chosen);
          }}
        />
      </Step>
      <InspectionFields
        bookingId={id}
        kind="HAND_OVER"
        acriss={unit?.acriss ?? vehicleClass?.id ?? ''}
        value={inspection}
        taken={taken}
        known={unit?.marks ?? []}
        before={null}
        odometerHint={lastKm === undefined ? undefined : t('inspection.lastKm', { km: format.number(lastKm) })}
        odometerError={errorOf('odometerKm') ?? refusedAt('odometerKm')}
        onValue={setInspection}
      />
      {rest && (obstacle ? <Notice tone="bad">{t(`fleet.handOver.obstacle.${obstacle}`)}</Notice> : <Problem failure={rest} />)}
      <InspectionBar
        inspection={inspection}
        taken={taken}
        send={unit ? t('fleet.handOver.sendPlate', { plate: unit.vehicle.plate }) : t('fleet.handOver.send')}
        busy={fetching}
        asking={asking}
        onYes={() => void send()}
        onNo={() => {
          setAsking(false);
        }}
      />
    </form>
  );
}
