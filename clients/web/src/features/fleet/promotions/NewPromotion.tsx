import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { CreatePromotionDocument, type PromotionAudience } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { ChoiceField, TextField } from '../../../ui/Field.tsx';
import { FormSheet } from '../../../ui/FormSheet.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useDraft } from '../../../ui/useDraft.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { minorUnits, whole, wholeProblem } from './whole.ts';

const audiences: readonly PromotionAudience[] = ['EVERYBODY', 'NEW_CUSTOMERS', 'RETURNING', 'PARTNERS', 'PERSONAL'];
const currencies = ['EUR', 'GBP', 'USD'];
const blank = {
  ...{ code: '', nameFr: '', nameEn: '', kind: 'rate', off: '10', currency: 'EUR', audience: 'EVERYBODY', bookingReference: '' },
  ...{ usesLimit: '', usesEach: '', budget: '', classes: '', minDays: '', bookedFrom: '', bookedTo: '' },
};
type Field = keyof typeof blank;

type Props = { onLeave: () => void; onMade: (code: string) => void };

export function NewPromotion({ onLeave, onMade }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, create] = useMutation(CreatePromotionDocument);
  const keyFor = useIdempotencyKey();
  const { draft, binding } = useDraft(blank);
  const personal = draft.audience === 'PERSONAL';
  const isRate = draft.kind === 'rate';
  const problems = problemsOf<Field>({
    ...(Object.fromEntries(Object.keys(blank).map((field) => [field, undefined])) as Record<Field, undefined>),
    code: personal || /^[A-Z0-9][A-Z0-9-]{2,22}[A-Z0-9]$/i.test(draft.code.trim()) ? undefined : (requiredProblem(draft.code) ?? 'refused'),
    nameFr: requiredProblem(draft.nameFr),
    nameEn: requiredProblem(draft.nameEn),
    off: isRate ? (/^[1-9]\d?$/.test(draft.off.trim()) ? undefined : 'refused') : wholeProblem(draft.off || '0'),
    bookingReference: personal
      ? /^YC-[2-9A-Z]{4}-[2-9A-Z]{2}$/i.test(draft.bookingReference.trim())
        ? undefined
        : 'badReference'
      : undefined,
    usesLimit: wholeProblem(draft.usesLimit),
    usesEach: wholeProblem(draft.usesEach),
    minDays: wholeProblem(draft.minDays),
    budget: wholeProblem(draft.budget),
  });
  const { form, errorOf } = useCheckedForm<Field>(problems, async () => {
    const classes = draft.classes
      .toUpperCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    const input = {
      code: personal ? null : draft.code,
      ...{ nameFr: draft.nameFr, nameEn: draft.nameEn, currency: draft.currency },
      rate: isRate ? `0.${draft.off.trim().padStart(2, '0')}` : null,
      amountMinor: isRate ? null : minorUnits(draft.off, draft.currency),
      audience: audiences.find((each) => each === draft.audience) ?? 'EVERYBODY',
      bookingReference: personal ? draft.bookingReference : null,
      classes: classes.length > 0 ? classes : null,
      ...{ usesLimit: whole(draft.usesLimit), usesEach: whole(draft.usesEach), minDays: whole(draft.minDays) },
      budgetMinor: minorUnits(draft.budget, draft.currency),
      ...{ bookedFrom: draft.bookedFrom || null, bookedTo: draft.bookedTo || null },
    };
    const { data } = await create({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onMade(data.createPromotion.code);
  });
  const { refusedAt, rest } = useFieldRefusal<Field>(error, form.ref, {
    code: ['code', t('promotions.taken')],
    UNKNOWN_ACRISS: ['classes', t('promotions.unknownClass')],
    bookedTo: ['bookedTo', t('promotions.reversed')],
    bookingReference: ['bookingReference', t('promotions.bookingReferenceHint')],
    NOT_FOUND: ['bookingReference', t('promotions.bookingReferenceHint')],
    nameFr: ['nameFr', t('field.refused')],
    nameEn: ['nameEn', t('field.refused')],
    usesEach: ['usesEach', t('field.refused')],
    minDays: ['minDays', t('field.refused')],
    budgetMinor: ['budget', t('field.refused')],
  });
  const bind = binding(errorOf, refusedAt);
  return (
    <FormSheet form={form} title={t('promotions.new')} send={t('promotions.create')} busy={fetching} failure={rest} onLeave={onLeave}>
      <fieldset className="group">
        <legend>{t('promotions.group.offer')}</legend>
        <div className="filters">
          <ChoiceField autoFocus label={t('promotions.audience')} {...bind('audience')}>
            {audiences.map((each) => (
              <option key={each} value={each}>
                {t(`promotions.${each}`)}
              </option>
            ))}
          </ChoiceField>
          {personal ? (
            <TextField
              label={t('promotions.bookingReference')}
              hint={t('promotions.bookingReferenceHint')}
              spellCheck={false}
              {...bind('bookingReference')}
            />
          ) : (
            <TextField
              label={t('promotions.code')}
              hint={t('promotions.codeHint')}
              spellCheck={false}
              autoCapitalize="characters"
              {...bind('code')}
            />
          )}
          <TextField label={t('promotions.nameFr')} maxLength={80} {...bind('nameFr')} />
          <TextField label={t('promotions.nameEn')} maxLength={80} {...bind('nameEn')} />
          <ChoiceField label={t('promotions.kind')} {...bind('kind')}>
            <option value="rate">{t('promotions.rate')}</option>
            <option value="amount">{t('promotions.amount')}</option>
          </ChoiceField>
          <TextField
            label={t(isRate ? 'promotions.percent' : 'promotions.minor')}
            inputMode="numeric"
            hint={isRate ? t('promotions.percentBad') : undefined}
            {...bind('off')}
          />
          <ChoiceField label={t('promotions.currency')} {...bind('currency')}>
            {currencies.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </ChoiceField>
        </div>
      </fieldset>
      <fieldset className="group">
        <legend>{t('promotions.group.limits')}</legend>
        <div className="filters">
          <TextField label={t('promotions.usesLimit')} hint={t('promotions.unlimited')} inputMode="numeric" {...bind('usesLimit')} />
          {draft.audience !== 'NEW_CUSTOMERS' && (
            <TextField label={t('promotions.usesEach')} hint={t('promotions.unlimited')} inputMode="numeric" {...bind('usesEach')} />
          )}
          <TextField
            label={t('promotions.budget', { currency: draft.currency })}
            hint={t('promotions.unlimited')}
            inputMode="numeric"
            {...bind('budget')}
          />
        </div>
      </fieldset>
      <fieldset className="group">
        <legend>{t('promotions.group.when')}</legend>
        <div className="filters">
          <TextField label={t('promotions.bookedFrom')} type="date" name="bookedFrom" {...bind('bookedFrom')} />
          <TextField label={t('promotions.bookedTo')} type="date" name="bookedTo" {...bind('bookedTo')} />
          <TextField label={t('promotions.minDays')} hint={t('promotions.unlimited')} inputMode="numeric" {...bind('minDays')} />
          <TextField label={t('promotions.classes')} hint={t('promotions.classesHint')} spellCheck={false} {...bind('classes')} />
        </div>
      </fieldset>
    </FormSheet>
  );
}
