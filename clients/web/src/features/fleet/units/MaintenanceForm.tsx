import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { PlanMaintenanceDocument, type UnitPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { wallClockNow } from './wallClockNow.ts';

type Props = { unit: UnitPartsFragment; onDone: () => void };

/** From and to on the wall clock of the agency where the unit stands. */
export function MaintenanceForm({ unit, onDone }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, plan] = useMutation(PlanMaintenanceDocument);
  const keyFor = useIdempotencyKey();
  const [from, setFrom] = useState(() => wallClockNow(unit.agency?.timeZone));
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const problems = problemsOf({ from: requiredProblem(from), to: undefined });
  const { form, errorOf } = useCheckedForm(problems, async () => {
    const input = { vehicleId: unit.id, from, to: to || null, reason: reason.trim() || null };
    const { data } = await plan({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onDone();
  });
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    WRONG_STATE: ['from', t('fleet.absence.overlaps')],
    PERIOD_EMPTY: ['to', t('fleet.absence.empty')],
    PERIOD_IN_PAST: ['to', t('fleet.absence.past')],
    absences: ['from', t('fleet.absence.many')],
    reason: ['reason', t('fleet.absence.long')],
  });
  return (
    <form {...form} className="stack inner" aria-label={t('fleet.absence.maintenance')}>
      <h3>{t('fleet.absence.maintenance')}</h3>
      <p className="small muted">{t('fleet.absence.wallClock', { city: unit.agency?.city })}</p>
      <div className="pair">
        <TextField
          autoFocus
          name="from"
          type="datetime-local"
          label={t('fleet.absence.from')}
          value={from}
          error={errorOf('from') ?? refusedAt('from')}
          onText={setFrom}
        />
        <TextField
          name="to"
          type="datetime-local"
          label={t('fleet.absence.to')}
          hint={t('fleet.absence.toHint')}
          value={to}
          error={errorOf('to') ?? refusedAt('to')}
          onText={setTo}
        />
      </div>
      <TextField label={t('fleet.absence.reason')} maxLength={500} value={reason} error={refusedAt('reason')} onText={setReason} />
      <p className="small muted">{t('fleet.absence.shrinks')}</p>
      {rest && <Problem failure={rest} hint={t('fleet.notYours')} />}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {t('fleet.absence.plan')}
        </Button>
        <Button tone="quiet" compact onClick={onDone}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
