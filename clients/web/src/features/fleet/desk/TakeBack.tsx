import { problemsOf } from '@ycyw/core/fieldProblem';
import { DeskInspectionsDocument, TakeBackDocument } from '@ycyw/core/generated/fleet/graphql';
import type { InspectionPartsFragment } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { usePhotos } from '../../inspection/usePhotos.ts';
import { wallClockNow } from '../units/wallClockNow.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import type { DeskBooking, Moved } from './CounterBooking.tsx';
import { InspectionBar, isWhole } from './InspectionBar.tsx';
import { InspectionFields, inspectionInput, newInspection, odometerProblem } from './InspectionFields.tsx';

type Props = {
  booking: DeskBooking;
  /** What was read as it left, where the fleet may not know it yet. */ leftKm: number;
  onMoved: (moved: Moved) => void;
};

/** The car is back, wherever it was to be brought. Nothing is entered before it is known how the car left: old damage would look new. */
export function TakeBack({ booking, leftKm, onMoved }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { reference, vehicle, dropOff } = booking;
  const [{ data, error, fetching }, again] = useQuery({
    query: DeskInspectionsDocument,
    variables: { reference },
    requestPolicy: 'cache-and-network',
  });
  const before = data?.booking?.inspections.find(({ kind }) => kind === 'HAND_OVER');
  if (!vehicle) return null;
  return (
    <section className="sheet stack" aria-labelledby="take-back">
      <h2 id="take-back">{t('fleet.takeBack.title', { plate: vehicle.plate })}</h2>
      <p className="muted">
        {vehicle.make} {vehicle.model} · {t('fleet.takeBack.awaited', { at: format.wallClock(dropOff.at), name: dropOff.agency?.name })}
      </p>
      {before ? (
        <TakeBackForm booking={{ ...booking, vehicle }} before={before} leftKm={leftKm} onMoved={onMoved} />
      ) : error && !fetching ? (
        <Problem failure={error} hint={t('fleet.notYours')} onRetry={again} />
      ) : (
        <Bones widths={['40%', '100%', '70%', '100%']} height={40} />
      )}
    </section>
  );
}

type FormProps = Props & { booking: { vehicle: NonNullable<DeskBooking['vehicle']> }; before: InspectionPartsFragment };

function TakeBackForm({ booking: { id, vehicle, vehicleClass, dropOff }, before, leftKm, onMoved }: FormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, takeBack] = useMutation(TakeBackDocument);
  const keyFor = useIdempotencyKey();
  const [inspection, setInspection] = useState(newInspection);
  const [dropped, setDropped] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const taken = { angles: usePhotos(id, 'TAKE_BACK'), damage: usePhotos(id, 'DAMAGE') };
  const problems = problemsOf({ odometerKm: odometerProblem(inspection), returnedAt: dropped === '' ? 'required' : undefined });
  const send = async () => {
    const { repairedMarkIds: _, ...read } = inspectionInput(id, { id: vehicle.id, acriss: vehicleClass?.id ?? '' }, inspection, taken);
    const input = { ...read, returnedAt: dropped };
    const { data } = await takeBack({ input: { ...input, idempotencyKey: keyFor(input) } });
    setAsking(false);
    if (data) onMoved({ what: 'takenBack', plate: vehicle.plate, vehicleId: vehicle.id, odometerKm: input.odometerKm });
  };
  const { form, errorOf } = useCheckedForm(problems, () => {
    if (isWhole(inspection, taken)) void send();
    else setAsking(true);
  });
  const km = format.number(Math.max(leftKm, before.odometerKm, vehicle.odometerKm));
  const { refusedAt, rest } = useFieldRefusal<'odometerKm' | 'returnedAt'>(error, form.ref, {
    odometerKm: ['odometerKm', t('fleet.unit.odometerBack', { km })],
    returnedAt: ['returnedAt', t('inspection.drop.bad')],
  });
  return (
    <form {...form} className="stack inspecting" aria-labelledby="take-back">
      <InspectionFields
        bookingId={id}
        kind="TAKE_BACK"
        acriss={vehicleClass?.id ?? ''}
        value={inspection}
        taken={taken}
        known={before.marks}
        before={before}
        odometerHint={t('fleet.takeBack.left', { km })}
        odometerError={errorOf('odometerKm') ?? refusedAt('odometerKm')}
        onValue={setInspection}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={dropped !== null}
          onChange={({ target }) => {
            setDropped(target.checked ? '' : null);
          }}
        />
        {t('inspection.drop.check')}
      </label>
      {dropped !== null && (
        <TextField
          type="datetime-local"
          label={t('inspection.drop.at')}
          hint={t('inspection.drop.hint')}
          max={wallClockNow(dropOff.agency?.timeZone)}
          value={dropped}
          error={errorOf('returnedAt') ?? refusedAt('returnedAt')}
          onText={setDropped}
        />
      )}
      {rest &&
        (readRefusal(rest).code === 'WRONG_STATE' ? (
          <Notice tone="bad">{t('fleet.takeBack.changed')}</Notice>
        ) : (
          <Problem failure={rest} hint={t('fleet.notYours')} />
        ))}
      <InspectionBar
        inspection={inspection}
        taken={taken}
        send={t('fleet.takeBack.send', { plate: vehicle.plate })}
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
