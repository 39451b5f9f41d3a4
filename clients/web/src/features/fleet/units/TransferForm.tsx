import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { PlanTransferDocument, type UnitPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { AgencyChoice } from '../AgencyChoice.tsx';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { wallClockNow } from './wallClockNow.ts';

type Props = { unit: UnitPartsFragment; onDone: () => void };

/** To any agency of ours; the unit counts there once somebody there has received it. */
export function TransferForm({ unit, onDone }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, plan] = useMutation(PlanTransferDocument);
  const keyFor = useIdempotencyKey();
  const [toAgency, setToAgency] = useState<string>();
  const [departAt, setDepartAt] = useState(() => wallClockNow(unit.agency?.timeZone));
  const [reason, setReason] = useState('');
  const problems = problemsOf({ toAgency: requiredProblem(toAgency ?? ''), departAt: requiredProblem(departAt) });
  const { form, errorOf } = useCheckedForm(problems, async () => {
    const input = { vehicleId: unit.id, toAgency: toAgency ?? '', departAt, reason: reason.trim() || null };
    const { data } = await plan({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onDone();
  });
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    WRONG_STATE: ['departAt', t('fleet.absence.inTheWay')],
    toAgency: ['toAgency', t('fleet.absence.same')],
    NOT_FOUND: ['toAgency', t('fleet.notYours')],
    absences: ['departAt', t('fleet.absence.many')],
  });
  return (
    <form {...form} className="stack inner" aria-label={t('fleet.absence.transfer')}>
      <h3>{t('fleet.absence.transfer')}</h3>
      <AgencyChoice
        anywhere
        label={t('fleet.absence.toAgency')}
        code={toAgency}
        error={errorOf('toAgency') ?? refusedAt('toAgency')}
        onCode={setToAgency}
      />
      <TextField
        name="departAt"
        type="datetime-local"
        label={t('fleet.absence.departAt')}
        hint={t('fleet.absence.wallClock', { city: unit.agency?.city })}
        value={departAt}
        error={errorOf('departAt') ?? refusedAt('departAt')}
        onText={setDepartAt}
      />
      <TextField label={t('fleet.absence.reason')} maxLength={500} value={reason} onText={setReason} />
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
