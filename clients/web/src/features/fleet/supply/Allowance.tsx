import { problemsOf } from '@ycyw/core/fieldProblem';
import { SetAllowanceDocument } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';

type Props = { agency: string; acriss: string; now: number; onSet: () => void };

/** How many more than there are may be sold. */
export function Allowance({ agency, acriss, now, onSet }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, set] = useMutation(SetAllowanceDocument);
  const [allowance, setAllowance] = useState(String(now));
  const problems = problemsOf({ allowance: /^\d{1,4}$/.test(allowance.trim()) ? undefined : 'refused' });
  const { form, errorOf } = useCheckedForm(problems, async () => {
    const { data: done } = await set({ agency, acriss, allowance: Number(allowance) });
    if (done) onSet();
  });
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, { allowance: ['allowance', t('fleet.supply.most')] });
  return (
    <form {...form} className="sheet stack" aria-labelledby="allowance">
      <h3 id="allowance">{t('fleet.supply.allowance')}</h3>
      <div className="finder">
        <TextField
          label={t('fleet.supply.allowanceLabel', { code: acriss, agency })}
          hint={t('fleet.supply.allowanceHint')}
          inputMode="numeric"
          value={allowance}
          error={errorOf('allowance') ?? refusedAt('allowance')}
          onText={setAllowance}
        />
        <Button type="submit" tone="quiet" busy={fetching && t('shell.saving')}>
          {t('shell.save')}
        </Button>
      </div>
      <span role="status" className="saved">
        {data && !fetching && t('shell.saved')}
      </span>
      {rest && <Problem failure={rest} hint={t('fleet.notYours')} />}
    </form>
  );
}
