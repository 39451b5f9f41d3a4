import { dateProblem, problemsOf } from '@ycyw/core/fieldProblem';
import {
  type ManagedAgencyPartsFragment,
  RemoveOpeningExceptionDocument,
  SetOpeningExceptionDocument,
} from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { closing } from './week.ts';

type Props = { agency: ManagedAgencyPartsFragment; manages: boolean };

/** Holidays and other days on which the week does not count. */
export function Exceptions({ agency, manages }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, remove] = useMutation(RemoveOpeningExceptionDocument);
  return (
    <section className="sheet stack" aria-labelledby="exceptions">
      <h2 id="exceptions">{t('fleet.exception.title')}</h2>
      {agency.exceptions.length === 0 && <p className="muted">{t('fleet.exception.none')}</p>}
      {agency.exceptions.length > 0 && (
        <ul className="absences">
          {agency.exceptions.map(({ date, opens, closes, closed }) => {
            const day = format.wallClock(`${date}T00:00`, 'dated');
            return (
              <li key={date}>
                <span>
                  <strong>{day}</strong>{' '}
                  <span className="muted">
                    {closed ? t('fleet.week.closed') : `${opens?.slice(0, 5) ?? ''} – ${closes?.slice(0, 5) ?? ''}`}
                  </span>
                </span>
                {manages && (
                  <Button
                    tone="quiet"
                    compact
                    aria-label={t('fleet.exception.removeNamed', { day })}
                    busy={fetching && t('shell.saving')}
                    onClick={() => void remove({ agency: agency.code, date })}
                  >
                    {t('shell.remove')}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {error && <Problem failure={error} hint={t('fleet.notYours')} />}
      {manages && <ExceptionForm code={agency.code} />}
    </section>
  );
}

function ExceptionForm({ code }: { code: string }) {
  const { t } = useTranslation();
  const [{ error, fetching }, set] = useMutation(SetOpeningExceptionDocument);
  const [date, setDate] = useState('');
  const [closed, setClosed] = useState(true);
  const [opens, setOpens] = useState('09:00');
  const [closes, setCloses] = useState('18:00');
  const order = !closed && !(opens !== '' && opens < closing(closes)) ? ('order' as const) : undefined;
  const { form, errorOf } = useCheckedForm(problemsOf({ date: dateProblem(date), closes: order }), async () => {
    const hours = closed ? { opens: null, closes: null } : { opens, closes: closing(closes) };
    const { data } = await set({ agency: code, input: { date, ...hours } });
    if (data) setDate('');
  });
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    date: ['date', t('field.past')],
    exceptions: ['date', t('fleet.exception.many')],
    opens: ['closes', t('fleet.week.wrong')],
  });
  return (
    <form {...form} className="stack inner" aria-label={t('fleet.exception.add')}>
      <h3>{t('fleet.exception.add')}</h3>
      <TextField
        name="date"
        type="date"
        label={t('fleet.exception.date')}
        value={date}
        error={errorOf('date') ?? refusedAt('date')}
        onText={setDate}
      />
      <div className="row">
        {[true, false].map((each) => (
          <label key={String(each)} className="check">
            <input
              type="radio"
              name="closed"
              checked={closed === each}
              onChange={() => {
                setClosed(each);
              }}
            />
            <span>{each ? t('fleet.exception.closed') : t('fleet.exception.other')}</span>
          </label>
        ))}
      </div>
      {!closed && (
        <div className="pair">
          <TextField type="time" label={t('fleet.exception.opens')} value={opens} onText={setOpens} />
          <TextField
            type="time"
            label={t('fleet.exception.closes')}
            value={closes}
            error={errorOf('closes') && t('fleet.week.wrong')}
            onText={setCloses}
          />
        </div>
      )}
      {rest && <Problem failure={rest} hint={t('fleet.notYours')} />}
      <div>
        <Button type="submit" compact tone="quiet" busy={fetching && t('shell.saving')}>
          {t('fleet.exception.send')}
        </Button>
      </div>
    </form>
  );
}
