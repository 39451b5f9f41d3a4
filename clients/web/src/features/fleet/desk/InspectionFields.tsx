import { energyOf } from '@ycyw/core/carZones';
import { photoAngles } from '@ycyw/core/chargeEvidence';
import type { InspectionInput } from '@ycyw/core/generated/fleet/graphql';
import type { InspectionPartsFragment, MarkPartsFragment } from '@ycyw/core/generated/graphql';
import { type FieldProblem, requiredProblem } from '@ycyw/core/fieldProblem';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../ui/Field.tsx';
import { DamageEditor, type FoundMark } from '../../inspection/DamageEditor.tsx';
import { Gauge } from '../../inspection/Gauge.tsx';
import { PhotoAngles } from '../../inspection/PhotoAngles.tsx';
import { SignaturePad, type Signature } from '../../inspection/SignaturePad.tsx';
import { idsOf, type Photos } from '../../inspection/usePhotos.ts';
import '../../inspection/inspection.css';

/** As it is typed; fuel in eighths of a full tank, charge in per cent. */
export type Inspection = {
  odometer: string;
  fuel: number;
  charge: number;
  notes: string;
  found: readonly FoundMark[];
  repaired: readonly string[];
  signature: Signature | null;
  agentSignature: Signature | null;
};

export const newInspection: Inspection = {
  odometer: '',
  fuel: 8,
  charge: 100,
  notes: '',
  found: [],
  repaired: [],
  signature: null,
  agentSignature: null,
};

/** What is taken while the form is open: one a named angle, and one a mark that was found. */
export type Taken = { angles: Photos; damage: Photos };

export const odometerProblem = ({ odometer }: Inspection): FieldProblem | undefined =>
  requiredProblem(odometer) ?? (/^\d{1,7}$/.test(odometer.replace(/\s/g, '')) ? undefined : 'badNumber');

export function inspectionInput(
  bookingId: string,
  vehicle: { id: string; acriss: string },
  { odometer, fuel, charge, notes, found, repaired, signature, agentSignature }: Inspection,
  { angles, damage }: Taken,
): Omit<InspectionInput, 'idempotencyKey'> {
  const energy = energyOf(vehicle.acriss);
  const photoIds = idsOf(angles);
  const markPhotoIds = idsOf(damage);
  return {
    bookingId,
    vehicleId: vehicle.id,
    odometerKm: Number(odometer.replace(/\s/g, '')),
    fuelEighths: energy === 'charge' ? Math.round((charge * 8) / 100) : fuel,
    chargePercent: energy === 'fuel' ? null : charge,
    notes: notes.trim() || null,
    photos: photoAngles.flatMap((angle) => (photoIds[angle] ? [{ photoId: photoIds[angle], angle }] : [])),
    marks: found.map(({ key, ...mark }) => ({ ...mark, photoId: markPhotoIds[key] ?? null })),
    repairedMarkIds: [...repaired],
    signatureId: signature?.id ?? null,
    agentSignatureId: agentSignature?.id ?? null,
  };
}

type Props = {
  bookingId: string;
  kind: 'HAND_OVER' | 'TAKE_BACK';
  acriss: string;
  value: Inspection;
  taken: Taken;
  known: readonly MarkPartsFragment[];
  before: InspectionPartsFragment | null;
  odometerError: string | undefined;
  odometerHint?: string | undefined;
  onValue: (value: Inspection) => void;
};

/** What is read off the car as it leaves or comes back, photographed, marked and signed. */
export function InspectionFields({ bookingId, kind, acriss, value, taken, known, before, odometerError, odometerHint, onValue }: Props) {
  const { t } = useTranslation();
  const change = (news: Partial<Inspection>) => {
    onValue({ ...value, ...news });
  };
  const energy = energyOf(acriss);
  const returns = kind === 'TAKE_BACK';
  return (
    <>
      <Step title={t('inspection.steps.readings')}>
        <TextField
          className="odometer"
          label={t('fleet.unit.odometer')}
          inputMode="numeric"
          autoComplete="off"
          hint={odometerHint}
          value={value.odometer}
          error={odometerError}
          onText={(odometer) => {
            change({ odometer });
          }}
        />
        {energy !== 'charge' && (
          <Gauge
            label={t('inspection.fuel')}
            value={value.fuel}
            most={8}
            said={t('inspection.fuelIs', { count: value.fuel })}
            spoken={t('fleet.inspection.eighths', { count: value.fuel })}
            onValue={(fuel) => {
              change({ fuel });
            }}
          />
        )}
        {energy !== 'fuel' && (
          <Gauge
            label={t('inspection.charge')}
            value={value.charge}
            most={100}
            said={t('inspection.chargeIs', { percent: value.charge })}
            spoken={t('inspection.chargeIs', { percent: value.charge })}
            onValue={(charge) => {
              change({ charge });
            }}
          />
        )}
      </Step>
      <Step title={t('inspection.steps.photos')}>
        <PhotoAngles photos={taken.angles} before={before} />
      </Step>
      <Step title={t('inspection.steps.damage')}>
        <DamageEditor
          known={known}
          found={value.found}
          repaired={value.repaired}
          photos={taken.damage}
          onFound={(found) => {
            change({ found });
          }}
          {...(!returns && {
            onRepaired: (repaired: readonly string[]) => {
              change({ repaired });
            },
          })}
        />
        <TextField
          label={t('fleet.inspection.notes')}
          hint={t('fleet.inspection.notesHint')}
          maxLength={4000}
          autoComplete="off"
          value={value.notes}
          onText={(notes) => {
            change({ notes });
          }}
        />
      </Step>
      <Step title={t('inspection.steps.signatures')}>
        <SignaturePad
          bookingId={bookingId}
          purpose={returns ? 'TAKE_BACK_SIGNATURE' : 'HAND_OVER_SIGNATURE'}
          title={t('inspection.signature.renter')}
          agreement={t(returns ? 'inspection.signature.renterReturns' : 'inspection.signature.renterAgrees')}
          signature={value.signature}
          onSignature={(signature) => {
            change({ signature });
          }}
        />
        <SignaturePad
          bookingId={bookingId}
          purpose={returns ? 'TAKE_BACK_AGENT_SIGNATURE' : 'HAND_OVER_AGENT_SIGNATURE'}
          title={t('inspection.signature.agent')}
          signature={value.agentSignature}
          onSignature={(agentSignature) => {
            change({ agentSignature });
          }}
        />
      </Step>
    </>
  );
}

export function Step({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="inspection-step stack" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}
