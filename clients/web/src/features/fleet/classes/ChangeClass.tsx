import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { ChangeVehicleClassDocument, type ClassWordsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useDraft } from '../../../ui/useDraft.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { readSizes, sizeProblems, sizes } from './classSizes.ts';

type Props = { vehicleClass: ClassWordsFragment; onDone: () => void };

/** The name is changed in the language that is read now. */
export function ChangeClass({ vehicleClass, onDone }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, change] = useMutation(ChangeVehicleClassDocument);
  const { seats, doors, bags, name, exampleModel } = vehicleClass;
  const { draft, binding } = useDraft({ name, exampleModel, seats: String(seats), doors: String(doors), bags: String(bags) });
  const problems = {
    ...problemsOf({ name: requiredProblem(draft.name), exampleModel: requiredProblem(draft.exampleModel) }),
    ...sizeProblems(draft),
  };
  const { form, errorOf } = useCheckedForm<keyof typeof draft>(problems, async () => {
    const input = { name: draft.name, exampleModel: draft.exampleModel, ...readSizes(draft) };
    const { data } = await change({ acriss: vehicleClass.acriss.code, input });
    if (data) onDone();
  });
  const { refusedAt, rest } = useFieldRefusal<keyof typeof draft>(error, form.ref, {
    name: ['name', t('field.refused')],
    exampleModel: ['exampleModel', t('fleet.newClass.example')],
    seats: ['seats', t('field.refused')],
    doors: ['doors', t('field.refused')],
    bags: ['bags', t('field.refused')],
  });
  const bind = binding(errorOf, refusedAt);
  return (
    <form {...form} className="stack inner" aria-label={t('fleet.changeNamed', { name: vehicleClass.acriss.code })}>
      <div className="pair">
        <TextField autoFocus label={t('fleet.newClass.name')} hint={t('fleet.newClass.nameHint')} {...bind('name')} />
        <TextField label={t('fleet.newClass.exampleModel')} hint={t('fleet.newClass.example')} {...bind('exampleModel')} />
      </div>
      <div className="thirds">
        {sizes.map((size) => (
          <TextField key={size} label={t(`fleet.newClass.${size}`)} inputMode="numeric" {...bind(size)} />
        ))}
      </div>
      {rest && <Problem failure={rest} />}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {t('shell.save')}
        </Button>
        <Button tone="quiet" compact onClick={onDone}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
