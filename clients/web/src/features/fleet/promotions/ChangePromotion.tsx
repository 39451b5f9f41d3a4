import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { ChangePromotionDocument, type PromotionPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { currencyExponent, type Money } from '@ycyw/core/money';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { TextField } from '../../../ui/Field.tsx';
import { FormSheet } from '../../../ui/FormSheet.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useDraft } from '../../../ui/useDraft.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { minorUnits, whole, wholeProblem } from './whole.ts';

const unitsOf = ({ minor, currency }: Money): string => String(Math.ceil(minor / 10 ** currencyExponent(currency)));

type Props = { promotion: PromotionPartsFragment; onLeave: () => void; onChanged: (code: string) => void };

/** Its names, its last days and its limits in all; what was promised stays. */
export function ChangePromotion({ promotion, onLeave, onChanged }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, change] = useMutation(ChangePromotionDocument);
  const keyFor = useIdempotencyKey();
  const { id, code, nameFr, nameEn, bookedTo, pickUpTo, usesLimit, used, budget, given } = promotion;
  const { draft, binding } = useDraft({
    ...{ nameFr, nameEn, bookedTo: bookedTo ?? '', pickUpTo: pickUpTo ?? '' },
    ...{ usesLimit: usesLimit === null ? '' : String(usesLimit), budget: budget ? unitsOf(budget) : '' },
  });
  type Field = keyof typeof draft;
  const problems = problemsOf<Field>({
    ...{ nameFr: requiredProblem(draft.nameFr), nameEn: requiredProblem(draft.nameEn), bookedTo: undefined, pickUpTo: undefined },
    usesLimit: wholeProblem(draft.usesLimit),
    budget: wholeProblem(draft.budget),
  });
  const { form, errorOf } = useCheckedForm<Field>(problems, async () => {
    const input = {
      ...{ id, nameFr: draft.nameFr, nameEn: draft.nameEn },
      ...{ bookedTo: draft.bookedTo || null, pickUpTo: draft.pickUpTo || null, usesLimit: whole(draft.usesLimit) },
      // What was not touched stays to the minor unit.
      ...(draft.budget !== (budget ? unitsOf(budget) : '') && { budgetMinor: minorUnits(draft.budget, given.currency) }),
    };
    const { data } = await change({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onChanged(code);
  });
  const { refusedAt, rest } = useFieldRefusal<Field>(error, form.ref, {
    nameFr: ['nameFr', t('field.refused')],
    nameEn: ['nameEn', t('field.refused')],
    bookedTo: ['bookedTo', t('promotions.reversed')],
    pickUpTo: ['pickUpTo', t('promotions.reversed')],
    usesLimit: ['usesLimit', used > 0 ? t('promotions.usesBad') : t('field.refused')],
    budgetMinor: ['budget', given.minor > 0 ? t('promotions.budgetBad') : t('field.refused')],
  });
  const bind = binding(errorOf, refusedAt);
  return (
    <FormSheet
      form={form}
      title={t('promotions.changeOf', { code })}
      send={t('shell.save')}
      busy={fetching}
      failure={rest}
      onLeave={onLeave}
    >
      <p className="small muted">{t('promotions.fixed')}</p>
      <div className="filters">
        <TextField autoFocus label={t('promotions.nameFr')} maxLength={80} {...bind('nameFr')} />
        <TextField label={t('promotions.nameEn')} maxLength={80} {...bind('nameEn')} />
        <TextField label={t('promotions.bookedTo')} type="date" name="bookedTo" {...bind('bookedTo')} />
        <TextField label={t('promotions.pickUpTo')} type="date" name="pickUpTo" {...bind('pickUpTo')} />
        <TextField label={t('promotions.usesLimit')} hint={t('promotions.unlimited')} inputMode="numeric" {...bind('usesLimit')} />
        <TextField
          label={t('promotions.budget', { currency: given.currency })}
          hint={t('promotions.unlimited')}
          inputMode="numeric"
          {...bind('budget')}
        />
      </div>
    </FormSheet>
  );
}
