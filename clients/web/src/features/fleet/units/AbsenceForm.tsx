import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { PlanMaintenanceDocument, PlanTransferDocument, type UnitPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useTakenFocus } from '../../../ui/useTakenFocus.ts';
import { AgencyChoice } from '../AgencyChoice.tsx';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { wallClockNow } from './wallClockNow.ts';

type Props = { unit: UnitPartsFragment; kind: 'maintenance' | 'transfer'; onDone: () => void };

/**
 * Plans a maintenance from and to, or a transfer from a departure on, on the wall clock of the agency where the unit stands. A transfer goes to
 * any agency of ours; the unit counts there once somebody there has received it.
 */
export function AbsenceForm({ unit, kind, onDone }: Props) {
  const { t } = useTranslation();
  const [mending, mend] = useMutation(PlanMaintenanceDocument);
  const [moving, move] = useMutation(PlanTransferDocument);
  const heading = useTakenFocus<HTMLHeadingElement>(true);
  const keyFor = useIdempotencyKey();
  const [from, setFrom] = useState(() => wallClockNow(unit.agency?.timeZone));
  const [to, setTo] = useState('');
  const [toAgency, setToAgency] = useState<string>();
  const [reason, setReason] = useState('');
  const moves = kind === 'transfer';
  const { error, fetching } = moves ? moving : mending;
  const plan = () => {
    const shared = { vehicleId: unit.id, reason: reason.trim() || null };
    const transfer = { ...shared, toAgency: toAgency ?? '', departAt: from };
    const maintenance = { ...shared, from, to: to || null };
    return moves
      ? move({ input: { ...transfer, idempotencyKey: keyFor(transfer) } })
      : mend({ input: { ...maintenance, idempotencyKey: keyFor(maintenance) } });
  };
  const problems = problemsOf({
    from: requiredProblem(from),
    to: undefined,
    toAgency: moves ? requiredProblem(toAgency ?? '') : undefined,
  });
  const { form, errorOf } = useCheckedForm(problems, async () => {
    const { data } = await plan();
    if (data) onDone();
  });
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    WRONG_STATE: ['from', t(moves ? 'fleet.absence.inTheWay' : 'fleet.absence.overlaps')],
    PERIOD_EMPTY: ['to', t('fleet.absence.empty')],
    PERIOD_IN_PAST: ['to', t('fleet.absence.past')],
    absences: ['from', t('fleet.absence.many')],
    reason: ['reason', t('fleet.absence.long')],
    toAgency: ['toAgency', t('fleet.absence.same')],
    ...(moves && { NOT_FOUND: ['toAgency', t('fleet.notYours')] as const }),
  });
  const starts = (
    <TextField
      name="from"
      type="datetime-local"
      label={t(moves ? 'fleet.absence.departAt' : 'fleet.absence.from')}
      value={from}
      error={errorOf('from') ?? refusedAt('from')}
      onText={setFrom}
    />
  );
  return (
    <form {...form} className="stack inner" aria-label={t(`fleet.absence.${kind}`)}>
      <h3 ref={heading} tabIndex={-1}>
        {t(`fleet.absence.${kind}`)}
      </h3>
      <p className="small muted">{t('fleet.absence.wallClock', { city: unit.agency?.city })}</p>
      {moves ? (
        <>
          <AgencyChoice
            anywhere
            label={t('fleet.absence.toAgency')}
            code={toAgency}
            error={errorOf('toAgency') ?? refusedAt('toAgency')}
            onCode={setToAgency}
          />
          {starts}
        </>
      ) : (
        <div className="pair">
          {starts}
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
      )}
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
