import type { InspectionInput } from '@ycyw/core/generated/fleet/graphql';
import { type FieldProblem, requiredProblem } from '@ycyw/core/fieldProblem';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../ui/Field.tsx';

/** As it is typed; fuel in eighths of a full tank or battery. */
export type Inspection = { odometer: string; fuel: number; notes: string };

export const newInspection: Inspection = { odometer: '', fuel: 8, notes: '' };

export const odometerProblem = ({ odometer }: Inspection): FieldProblem | undefined =>
  requiredProblem(odometer) ?? (/^\d{1,7}$/.test(odometer.replace(/\s/g, '')) ? undefined : 'badNumber');

export const inspectionInput = (
  bookingId: string,
  vehicleId: string,
  { odometer, fuel, notes }: Inspection,
): Omit<InspectionInput, 'idempotencyKey'> => ({
  bookingId,
  vehicleId,
  odometerKm: Number(odometer.replace(/\s/g, '')),
  fuelEighths: fuel,
  notes: notes.trim() || null,
});

type Props = { value: Inspection; odometerError: string | undefined; odometerHint?: string; onValue: (value: Inspection) => void };

/** What is read off the car as it leaves or comes back. */
export function InspectionFields({ value, odometerError, odometerHint, onValue }: Props) {
  const { t } = useTranslation();
  const fuel = useId();
  return (
    <>
      <div className="pair">
        <TextField
          label={t('fleet.unit.odometer')}
          inputMode="numeric"
          autoComplete="off"
          hint={odometerHint}
          value={value.odometer}
          error={odometerError}
          onText={(odometer) => {
            onValue({ ...value, odometer });
          }}
        />
        <div className="field fuel">
          <label htmlFor={fuel}>
            {t('fleet.inspection.fuel')} <output htmlFor={fuel}>{value.fuel}/8</output>
          </label>
          <input
            id={fuel}
            type="range"
            min={0}
            max={8}
            value={value.fuel}
            aria-valuetext={t('fleet.inspection.eighths', { count: value.fuel })}
            onChange={(event) => {
              onValue({ ...value, fuel: Number(event.target.value) });
            }}
          />
          <span className="hint ends" aria-hidden="true">
            <span>{t('fleet.inspection.empty')}</span>
            <span>{t('fleet.inspection.full')}</span>
          </span>
        </div>
      </div>
      <TextField
        label={t('fleet.inspection.notes')}
        hint={t('fleet.inspection.notesHint')}
        maxLength={4000}
        autoComplete="off"
        value={value.notes}
        onText={(notes) => {
          onValue({ ...value, notes });
        }}
      />
    </>
  );
}
