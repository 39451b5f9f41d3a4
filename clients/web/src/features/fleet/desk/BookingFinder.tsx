import { problemsOf } from '@ycyw/core/fieldProblem';
import { referenceOf } from '@ycyw/core/handOver';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';

/** A booking by what its renter reads out. */
export function BookingFinder({ onFound }: { onFound: (reference: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const reference = referenceOf(typed);
  const { form, errorOf } = useCheckedForm(problemsOf({ reference: reference ? undefined : 'badReference' }), () => {
    if (reference) onFound(reference);
  });
  return (
    <form {...form} className="finder" role="search" aria-label={t('fleet.counter.find')}>
      <TextField
        label={t('fleet.counter.reference')}
        placeholder="YC-7KQ2-M9"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        value={typed}
        error={errorOf('reference')}
        onText={setTyped}
      />
      <Button type="submit">{t('fleet.counter.open')}</Button>
    </form>
  );
}
