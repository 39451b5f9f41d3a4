import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { AddVehicleClassDocument } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { readSizes, sizeProblems, sizes } from './classSizes.ts';

const blank = { acriss: '', nameFr: '', nameEn: '', exampleModel: '', seats: '5', doors: '5', bags: '2' };
type Field = keyof typeof blank;

export function AddClass({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, add] = useMutation(AddVehicleClassDocument);
  const [draft, setDraft] = useState(blank);
  const acriss = draft.acriss.trim().toUpperCase();
  const problems = {
    ...problemsOf({
      acriss: requiredProblem(acriss) ?? (/^[A-Z]{4}$/.test(acriss) ? undefined : 'refused'),
      nameFr: requiredProblem(draft.nameFr),
      nameEn: requiredProblem(draft.nameEn),
      exampleModel: requiredProblem(draft.exampleModel),
    }),
    ...sizeProblems(draft),
  };
  const { form, errorOf } = useCheckedForm<Field>(problems, () => add({ input: { ...draft, acriss, ...readSizes(draft) } }));
  const { refusedAt, rest } = useFieldRefusal<Field>(error, form.ref, {
    UNKNOWN_ACRISS: ['acriss', t('fleet.newClass.unknown')],
    IDEMPOTENCY_CONFLICT: ['acriss', t('fleet.newClass.taken')],
    nameFr: ['nameFr', t('field.refused')],
    nameEn: ['nameEn', t('field.refused')],
    exampleModel: ['exampleModel', t('fleet.newClass.example')],
    seats: ['seats', t('field.refused')],
    doors: ['doors', t('field.refused')],
    bags: ['bags', t('field.refused')],
  });
  const bind = (field: Field) => ({
    value: draft[field],
    error: errorOf(field) ?? refusedAt(field),
    autoComplete: 'off',
    onText: (text: string) => {
      setDraft({ ...draft, [field]: text });
    },
  });
  return (
    <form {...form} className="sheet stack" aria-label={t('fleet.newClass.open')}>
      <h2>{t('fleet.newClass.open')}</h2>
      <div className="filters">
        <TextField
          autoFocus
          label={t('fleet.newClass.acriss')}
          hint={t('fleet.newClass.acrissHint')}
          spellCheck={false}
          {...bind('acriss')}
        />
        <TextField label={t('fleet.newClass.nameFr')} {...bind('nameFr')} />
        <TextField label={t('fleet.newClass.nameEn')} {...bind('nameEn')} />
        <TextField label={t('fleet.newClass.exampleModel')} hint={t('fleet.newClass.example')} {...bind('exampleModel')} />
        {sizes.map((size) => (
          <TextField key={size} label={t(`fleet.newClass.${size}`)} inputMode="numeric" {...bind(size)} />
        ))}
      </div>
      {rest && <Problem failure={rest} />}
      {data && !fetching && <Notice tone="good">{t('fleet.newClass.added', { code: data.addVehicleClass.id })}</Notice>}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {t('fleet.newClass.send')}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.close')}
        </Button>
      </div>
    </form>
  );
}
