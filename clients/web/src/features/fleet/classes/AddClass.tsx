import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { AddVehicleClassDocument } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { TextField } from '../../../ui/Field.tsx';
import { FormSheet } from '../../../ui/FormSheet.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useDraft } from '../../../ui/useDraft.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { readSizes, sizeProblems, sizes } from './classSizes.ts';

const blank = { acriss: '', nameFr: '', nameEn: '', exampleModel: '', seats: '5', doors: '5', bags: '2' };
type Field = keyof typeof blank;

export function AddClass({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, add] = useMutation(AddVehicleClassDocument);
  const { draft, binding } = useDraft(blank);
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
  const bind = binding(errorOf, refusedAt);
  return (
    <FormSheet
      form={form}
      title={t('fleet.newClass.open')}
      send={t('fleet.newClass.send')}
      busy={fetching}
      failure={rest}
      leave={t('shell.close')}
      onLeave={onLeave}
    >
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
      {data && !fetching && <Notice tone="good">{t('fleet.newClass.added', { code: data.addVehicleClass.id })}</Notice>}
    </FormSheet>
  );
}
