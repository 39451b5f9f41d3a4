import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { AddUnitsDocument } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { AgencyChoice } from '../AgencyChoice.tsx';
import { ClassChoice } from '../ClassChoice.tsx';
import { useFieldRefusal } from '../useFieldRefusal.ts';

type Props = { agency: string | undefined; onAdded: () => void; onLeave: () => void };

const countProblem = (text: string) => (/^[1-9]\d{0,2}$/.test(text) ? undefined : ('badNumber' as const));

/** New units of one class, with plates of the agency's country. */
export function AddUnits({ agency: first, onAdded, onLeave }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, add] = useMutation(AddUnitsDocument);
  const keyFor = useIdempotencyKey();
  const [batch, setBatch] = useState(0);
  const [agency, setAgency] = useState(first);
  const [acriss, setAcriss] = useState('');
  const [count, setCount] = useState('1');
  const problems = problemsOf({ agency: requiredProblem(agency ?? ''), acriss: requiredProblem(acriss), count: countProblem(count) });
  const { form, errorOf } = useCheckedForm(problems, async () => {
    const input = { agency: agency ?? '', acriss, count: Number(count) };
    const { data: done } = await add({ input: { ...input, idempotencyKey: keyFor({ ...input, batch }) } });
    if (!done) return;
    setBatch(batch + 1);
    onAdded();
  });
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    NOT_FOUND: ['agency', t('fleet.notYours')],
    count: ['count', t('fleet.add.most')],
  });
  return (
    <form {...form} className="sheet stack" aria-label={t('fleet.add.open')}>
      <h2>{t('fleet.add.open')}</h2>
      <div className="filters">
        <AgencyChoice label={t('fleet.agency')} code={agency} error={errorOf('agency') ?? refusedAt('agency')} onCode={setAgency} />
        <ClassChoice label={t('fleet.class')} code={acriss} error={errorOf('acriss')} onCode={setAcriss} />
        <TextField
          label={t('fleet.add.count')}
          inputMode="numeric"
          value={count}
          error={errorOf('count') ?? refusedAt('count')}
          onText={setCount}
        />
      </div>
      {rest && <Problem failure={rest} />}
      {data && !fetching && <Notice tone="good">{t('fleet.add.added', { count: data.addVehicles.length })}</Notice>}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {t('fleet.add.send')}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.close')}
        </Button>
      </div>
    </form>
  );
}
