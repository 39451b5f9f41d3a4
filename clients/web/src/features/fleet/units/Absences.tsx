import {
  type AbsencePartsFragment,
  EndAbsenceDocument,
  type UnitPartsFragment,
  type VehicleState,
} from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { AbsenceForm } from './AbsenceForm.tsx';

// A transfer has no end of its own: nothing can be planned after it.
const fixed: readonly VehicleState[] = ['RETIRED', 'IN_TRANSFER'];

type Props = { unit: UnitPartsFragment; manages: boolean };

/** When the unit is not for rent, and what is planned next. */
export function Absences({ unit, manages }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'maintenance' | 'transfer' | null>(null);
  const absences = unit.absences ?? [];
  return (
    <section className="sheet stack" aria-labelledby="absences">
      <h2 id="absences">{t('fleet.absence.title')}</h2>
      {absences.length === 0 && <p className="muted">{t('fleet.absence.none')}</p>}
      {absences.length > 0 && (
        <ul className="absences">
          {absences.map((absence) => (
            <Row key={absence.id} absence={absence} manages={manages} />
          ))}
        </ul>
      )}
      {manages && !fixed.includes(unit.state) && open === null && (
        <div className="row">
          {(['maintenance', 'transfer'] as const).map((kind) => (
            <Button
              key={kind}
              tone="quiet"
              compact
              onClick={() => {
                setOpen(kind);
              }}
            >
              {t(`fleet.absence.${kind}`)}
            </Button>
          ))}
        </div>
      )}
      {open && (
        <AbsenceForm
          unit={unit}
          kind={open}
          onDone={() => {
            setOpen(null);
          }}
        />
      )}
    </section>
  );
}

function Row({ absence, manages }: { absence: AbsencePartsFragment; manages: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, end] = useMutation(EndAbsenceDocument);
  const { id, kind, state, from, to, reason, toAgency } = absence;
  const begun = state === 'UNDER_WAY';
  const what =
    kind === 'TRANSFER' ? t('fleet.absence.transferTo', { name: toAgency?.name, code: toAgency?.code }) : t(`fleet.absence.kind.${kind}`);
  return (
    <li>
      <span className="facts">
        <span className="row">
          <strong>{what}</strong>
          <span className={begun ? 'tag warn' : 'tag plain'}>{t(`fleet.absence.state.${state}`)}</span>
        </span>
        <span className="small">
          {to
            ? t('fleet.absence.fromTo', { from: format.wallClock(from), to: format.wallClock(to) })
            : t('fleet.absence.fromOn', { from: format.wallClock(from) })}
        </span>
        {reason && <span className="small muted">{reason}</span>}
      </span>
      {manages && !(begun && kind === 'TRANSFER') && (
        <Button
          tone="quiet"
          compact
          busy={fetching && t('shell.saving')}
          aria-label={t('fleet.absence.endNamed', { what })}
          onClick={() => void end({ id })}
        >
          {begun ? t('fleet.absence.end') : t('shell.cancel')}
        </Button>
      )}
      {error && <Problem failure={error} hint={t('fleet.notYours')} />}
    </li>
  );
}
