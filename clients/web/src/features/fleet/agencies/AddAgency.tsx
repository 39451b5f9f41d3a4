import { type FieldProblem, problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { AddAgencyDocument, type Region } from '@ycyw/core/generated/fleet/graphql';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { CountryField } from '../../../ui/CountryField.tsx';
import { ChoiceField, TextField } from '../../../ui/Field.tsx';
import { FormSheet } from '../../../ui/FormSheet.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useDraft } from '../../../ui/useDraft.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import { weekdays } from './week.ts';

const regions: Region[] = ['EU', 'UK', 'US'];
const blank = { code: '', name: '', city: '', subdivision: '', timeZone: 'Europe/Paris', latitude: '', longitude: '', currency: 'EUR' };

const degrees = (text: string, most: number): FieldProblem | undefined =>
  /^-?\d{1,3}([.,]\d+)?$/.test(text.trim()) && Math.abs(Number(text.replace(',', '.'))) <= most ? undefined : 'refused';
const matches = (text: string, form: RegExp): FieldProblem | undefined =>
  requiredProblem(text) ?? (form.test(text.trim()) ? undefined : 'refused');

/** A new agency, open every day from 8 to 20 until its hours are set. */
export function AddAgency({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, add] = useMutation(AddAgencyDocument);
  const { draft, binding } = useDraft(blank);
  const [country, setCountry] = useState('FR');
  const [region, setRegion] = useState<Region>('EU');
  const problems = problemsOf({
    code: matches(draft.code.toUpperCase(), /^[A-Z0-9]{3,4}$/),
    name: requiredProblem(draft.name),
    city: requiredProblem(draft.city),
    timeZone: Intl.supportedValuesOf('timeZone').includes(draft.timeZone.trim()) ? undefined : 'refused',
    latitude: degrees(draft.latitude, 90),
    longitude: degrees(draft.longitude, 180),
    currency: matches(draft.currency.toUpperCase(), /^[A-Z]{3}$/),
  });
  const { form, errorOf } = useCheckedForm(problems, () =>
    add({
      input: {
        code: draft.code.trim().toUpperCase(),
        name: draft.name,
        city: draft.city,
        country,
        subdivision: draft.subdivision.trim() || null,
        region,
        timeZone: draft.timeZone.trim(),
        location: { latitude: Number(draft.latitude.replace(',', '.')), longitude: Number(draft.longitude.replace(',', '.')) },
        currency: draft.currency.trim().toUpperCase(),
        openingHours: weekdays.map((weekday) => ({ weekday, opens: '08:00', closes: '20:00' })),
      },
    }),
  );
  const { refusedAt, rest } = useFieldRefusal(error, form.ref, {
    IDEMPOTENCY_CONFLICT: ['code', t('fleet.newAgency.taken')],
    code: ['code', t('field.refused')],
    name: ['name', t('field.refused')],
    city: ['city', t('field.refused')],
    currency: ['currency', t('field.refused')],
  });
  const bind = binding(
    (field) => (field === 'subdivision' ? undefined : errorOf(field)),
    (field) => refusedAt(field as 'code'),
  );
  return (
    <FormSheet
      form={form}
      title={t('fleet.newAgency.open')}
      send={t('fleet.newAgency.send')}
      busy={fetching}
      failure={rest}
      leave={t('shell.close')}
      onLeave={onLeave}
    >
      <div className="filters">
        <TextField autoFocus label={t('fleet.newAgency.code')} hint={t('fleet.newAgency.codeHint')} spellCheck={false} {...bind('code')} />
        <TextField label={t('fleet.place.name')} {...bind('name')} />
        <TextField label={t('fleet.place.city')} {...bind('city')} />
        <CountryField label={t('fleet.newAgency.country')} value={country} onText={setCountry} />
        <TextField label={t('fleet.newAgency.subdivision')} hint={t('fleet.newAgency.subdivisionHint')} {...bind('subdivision')} />
        <ChoiceField
          label={t('staff.region')}
          value={region}
          onText={(text) => {
            setRegion(regions.find((each) => each === text) ?? region);
          }}
        >
          {regions.map((each) => (
            <option key={each} value={each}>
              {t(`region.${each}`)}
            </option>
          ))}
        </ChoiceField>
        <TextField label={t('fleet.newAgency.timeZone')} spellCheck={false} {...bind('timeZone')} />
        <TextField label={t('fleet.newAgency.currency')} {...bind('currency')} />
        <TextField label={t('fleet.newAgency.latitude')} inputMode="decimal" {...bind('latitude')} />
        <TextField label={t('fleet.newAgency.longitude')} inputMode="decimal" {...bind('longitude')} />
      </div>
      <p className="small muted">{t('fleet.newAgency.hours')}</p>
      {data && !fetching && (
        <Notice tone="good" title={t('fleet.newAgency.added', { name: data.addAgency.name })}>
          <Link className="btn quiet compact" to="/fleet/agencies/$code" params={{ code: data.addAgency.code }}>
            {t('fleet.newAgency.look')}
          </Link>
        </Notice>
      )}
    </FormSheet>
  );
}
