import { problemsOf } from '@ycyw/core/fieldProblem';
import { TakeBackDocument } from '@ycyw/core/generated/fleet/graphql';
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
import { useFieldRefusal } from '../useFieldRefusal.ts';
import type { DeskBooking, Moved } from './CounterBooking.tsx';
import { InspectionFields, inspectionInput, newInspection, odometerProblem } from './InspectionFields.tsx';

type Props = {
  booking: DeskBooking;
  /** What was read as it left, where the fleet may not know it yet. */ leftKm: number;
  onMoved: (moved: Moved) => void;
};

/** The car is back, wherever it was to be brought. */
export function TakeBack({ booking: { id, vehicle, dropOff }, leftKm, onMoved }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, takeBack] = useMutation(TakeBackDocument);
  const keyFor = useIdempotencyKey();
  const [inspection, setInspection] = useState(newInspection);
  const { form, errorOf } = useCheckedForm(problemsOf({ odometerKm: odometerProblem(inspection) }), async () => {
    if (!vehicle) return;
    const input = inspectionInput(id, vehicle.id, inspection);
    const { data } = await takeBack({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onMoved({ what: 'takenBack', plate: vehicle.plate, vehicleId: vehicle.id, odometerKm: input.odometerKm });
  });
  const km = format.number(Math.max(leftKm, vehicle?.odometerKm ?? 0));
  const { refusedAt, rest } = useFieldRefusal<'odometerKm'>(error, form.ref, {
    odometerKm: ['odometerKm', t('fleet.unit.odometerBack', { km })],
  });
  if (!vehicle) return null;
  return (
    <section className="sheet stack" aria-labelledby="take-back">
      <h2 id="take-back">{t('fleet.takeBack.title', { plate: vehicle.plate })}</h2>
      <p className="muted">
        {vehicle.make} {vehicle.model} · {t('fleet.takeBack.awaited', { at: format.wallClock(dropOff.at), name: dropOff.agency?.name })}
      </p>
      <form {...form} className="stack" aria-labelledby="take-back">
        <InspectionFields
          value={inspection}
          odometerHint={t('fleet.takeBack.left', { km })}
          odometerError={errorOf('odometerKm') ?? refusedAt('odometerKm')}
          onValue={setInspection}
        />
        {rest &&
          (readRefusal(rest).code === 'WRONG_STATE' ? (
            <Notice tone="bad">{t('fleet.takeBack.changed')}</Notice>
          ) : (
            <Problem failure={rest} hint={t('fleet.notYours')} />
          ))}
        <div>
          <Button type="submit" busy={fetching && t('shell.sending')}>
            {t('fleet.takeBack.send', { plate: vehicle.plate })}
          </Button>
        </div>
      </form>
    </section>
  );
}
