import { problemsOf } from '@ycyw/core/fieldProblem';
import { ReceiveUnitDocument, type UnitPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';

/** At the agency that it was sent to: the unit is there, and counts there from now on. */
export function ReceiveForm({ unit }: { unit: UnitPartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, receive] = useMutation(ReceiveUnitDocument);
  const keyFor = useIdempotencyKey();
  const [odometer, setOdometer] = useState(String(unit.odometerKm));
  const to = unit.absences?.find(({ kind, state }) => kind === 'TRANSFER' && state === 'UNDER_WAY')?.toAgency;
  const problems = problemsOf({ odometerKm: /^\d{1,7}$/.test(odometer.trim()) ? undefined : 'refused' });
  const { form, errorOf } = useCheckedForm(problems, () => {
    const input = { vehicleId: unit.id, odometerKm: Number(odometer) };
    return receive({ ...input, idempotencyKey: keyFor(input) });
  });
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    odometerKm: ['odometerKm', t('fleet.unit.odometerBack', { km: format.number(unit.odometerKm) })],
  });
  return (
    <section className="sheet stack" aria-labelledby="receive">
      <h2 id="receive">{t('fleet.receive.title', { name: to?.name ?? '' })}</h2>
      <form {...form} className="stack" aria-labelledby="receive">
        <TextField
          label={t('fleet.unit.odometer')}
          inputMode="numeric"
          value={odometer}
          error={errorOf('odometerKm') ?? refusedAt('odometerKm')}
          onText={setOdometer}
        />
        {rest && <Problem failure={rest} hint={t('fleet.receive.notHere')} />}
        <div>
          <Button type="submit" compact busy={fetching && t('shell.saving')}>
            {t('fleet.receive.send')}
          </Button>
        </div>
      </form>
    </section>
  );
}
