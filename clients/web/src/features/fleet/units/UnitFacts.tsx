import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { ChangeUnitDocument, type UnitPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { ClassChoice } from '../ClassChoice.tsx';
import { useFieldRefusal } from '../useFieldRefusal.ts';

type Props = { unit: UnitPartsFragment; manages: boolean };

const numberProblem = (text: string) => (/^\d{1,7}$/.test(text.trim()) ? undefined : ('refused' as const));

export function UnitFacts({ unit, manages }: Props) {
  const { t } = useTranslation();
  return (
    <section className="sheet stack" aria-labelledby="facts">
      <h2 id="facts">{t('fleet.unit.facts')}</h2>
      {manages && unit.state !== 'RETIRED' ? <FactsForm unit={unit} /> : <FactsList unit={unit} />}
    </section>
  );
}

function FactsList({ unit }: { unit: UnitPartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="kv">
      <dt>{t('fleet.class')}</dt>
      <dd>
        {unit.vehicleClass.id} · {unit.vehicleClass.name}
      </dd>
      <dt>{t('fleet.unit.make')}</dt>
      <dd>{unit.make}</dd>
      <dt>{t('fleet.unit.model')}</dt>
      <dd>{unit.model}</dd>
      <dt>{t('fleet.unit.year')}</dt>
      <dd>{unit.year}</dd>
      <dt>{t('fleet.unit.odometer')}</dt>
      <dd>{t('fleet.km', { km: format.number(unit.odometerKm) })}</dd>
    </dl>
  );
}

function FactsForm({ unit }: { unit: UnitPartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, change] = useMutation(ChangeUnitDocument);
  const before = {
    plate: unit.plate,
    make: unit.make,
    model: unit.model,
    year: String(unit.year),
    acriss: unit.vehicleClass.id,
    odometerKm: String(unit.odometerKm),
  };
  const [facts, setFacts] = useState(before);
  const problems = problemsOf({
    plate: requiredProblem(facts.plate),
    make: requiredProblem(facts.make),
    model: requiredProblem(facts.model),
    year: numberProblem(facts.year),
    odometerKm: numberProblem(facts.odometerKm),
  });
  const { form, errorOf } = useCheckedForm(problems, () =>
    change({ id: unit.id, input: { ...facts, year: Number(facts.year), odometerKm: Number(facts.odometerKm) } }),
  );
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    plate: ['plate', t('fleet.unit.badPlate')],
    make: ['make', t('field.refused')],
    model: ['model', t('field.refused')],
    year: ['year', t('fleet.unit.badYear')],
    odometerKm: ['odometerKm', t('fleet.unit.odometerBack', { km: format.number(unit.odometerKm) })],
    WRONG_STATE: ['acriss', t('fleet.unit.rented')],
  });
  const bind = (field: Exclude<keyof typeof before, 'acriss'>) => ({
    value: facts[field],
    error: errorOf(field) ?? refusedAt(field),
    autoComplete: 'off',
    onText: (text: string) => {
      setFacts({ ...facts, [field]: text });
    },
  });
  return (
    <form {...form} className="stack" aria-labelledby="facts">
      <div className="pair">
        <TextField label={t('fleet.unit.plate')} spellCheck={false} {...bind('plate')} />
        <TextField label={t('fleet.unit.odometer')} inputMode="numeric" {...bind('odometerKm')} />
      </div>
      <ClassChoice
        label={t('fleet.class')}
        hint={t('fleet.unit.classHint')}
        code={facts.acriss}
        error={refusedAt('acriss')}
        onCode={(acriss) => {
          setFacts({ ...facts, acriss });
        }}
      />
      <div className="pair">
        <TextField label={t('fleet.unit.make')} {...bind('make')} />
        <TextField label={t('fleet.unit.model')} {...bind('model')} />
      </div>
      <div className="pair">
        <TextField label={t('fleet.unit.year')} inputMode="numeric" {...bind('year')} />
      </div>
      {rest && <Problem failure={rest} hint={t('fleet.notYours')} />}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {t('shell.save')}
        </Button>
        <span role="status" className="saved">
          {data && !fetching && t('shell.saved')}
        </span>
      </div>
    </form>
  );
}
