import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { ChangeAgencyDocument, type ManagedAgencyPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';

type Props = { agency: ManagedAgencyPartsFragment; admin: boolean };

/** What the agency is called, and whether keys may come through the box. */
export function AgencyFacts({ agency, admin }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, change] = useMutation(ChangeAgencyDocument);
  const [name, setName] = useState(agency.name);
  const [city, setCity] = useState(agency.city);
  const [outOfHoursReturn, setOutOfHoursReturn] = useState(agency.outOfHoursReturn);
  const [active, setActive] = useState(agency.active);
  const problems = problemsOf({ name: requiredProblem(name), city: requiredProblem(city) });
  const { form, errorOf } = useCheckedForm(problems, () =>
    change({ code: agency.code, input: { name, city, outOfHoursReturn, ...(admin && { active }) } }),
  );
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    name: ['name', t('field.refused')],
    city: ['city', t('field.refused')],
  });
  return (
    <section className="sheet stack" aria-labelledby="agency-facts">
      <h2 id="agency-facts">{t('fleet.place.facts')}</h2>
      <form {...form} className="stack" aria-labelledby="agency-facts">
        <TextField label={t('fleet.place.name')} value={name} error={errorOf('name') ?? refusedAt('name')} onText={setName} />
        <TextField label={t('fleet.place.city')} value={city} error={errorOf('city') ?? refusedAt('city')} onText={setCity} />
        <Tick label={t('fleet.place.outOfHours')} on={outOfHoursReturn} onOn={setOutOfHoursReturn} />
        {admin && <Tick label={t('fleet.place.active')} on={active} onOn={setActive} />}
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
    </section>
  );
}

function Tick({ label, on, onOn }: { label: string; on: boolean; onOn: (on: boolean) => void }) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={on}
        onChange={({ target }) => {
          onOn(target.checked);
        }}
      />
      <span>{label}</span>
    </label>
  );
}
