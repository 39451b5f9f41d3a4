import { type SyntheticEvent, useId, useRef, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { AgencyField } from '../../ui/AgencyField.tsx';
import { PeriodField } from '../../ui/PeriodField.tsx';
import '../../ui/searchBox.css';
import type { Place } from '../../ui/place.ts';
import { pointOf, type SearchParams, usualAge, usualPeriod } from './searchParams.ts';
import { useAgency } from './useAgency.ts';

type Props = { search: SearchParams; onSearch: (search: SearchParams) => void; onFocus?: () => void };

const placeParams = (place: Place): Pick<SearchParams, 'from' | 'country' | 'near'> => ({
  from: 'agency' in place ? place.agency.code : undefined,
  country: 'country' in place ? place.country : undefined,
  near: 'near' in place ? `${place.near.latitude},${place.near.longitude}` : undefined,
});

/** The one box that everything starts from; what it holds goes to the address bar when it is sent. */
export function SearchBox({ search, onSearch, onFocus }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const [from, to] = [useAgency(search.from), useAgency(search.to)];
  const [picked, setPicked] = useState<{ pickUp?: Place | null; dropOff?: Place | null }>({});
  const [period, setPeriod] = useState(() => {
    const usual = usualPeriod(new Date());
    return { start: search.start ?? usual.start, end: search.end ?? usual.end };
  });
  const [age, setAge] = useState(String(search.age ?? usualAge));
  const [tried, setTried] = useState(false);
  const ageId = useId();
  const form = useRef<HTMLFormElement>(null);

  const near = pointOf(search.near);
  const known: Place | null = from ? { agency: from } : search.country ? { country: search.country } : near && { near };
  const pickUp = picked.pickUp === undefined ? known : picked.pickUp;
  const dropOff = picked.dropOff === undefined ? to && { agency: to } : picked.dropOff;
  const pickUpCity = pickUp && 'agency' in pickUp ? pickUp.agency.city : undefined;
  const years = Number(age);
  const wrong = {
    pickUp: pickUp ? undefined : t('search.missingPickUp'),
    period: period.end > period.start ? undefined : t('search.wrongOrder'),
    age: Number.isInteger(years) && years >= 18 && years <= 99 ? undefined : t('search.badAge'),
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!pickUp || wrong.period || wrong.age) {
      // The first field to mend is marked only after this render.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], button:has(.error)')?.focus());
      return;
    }
    const where = placeParams(pickUp);
    const moved = where.from !== search.from || where.country !== search.country || where.near !== search.near;
    const returned = dropOff && 'agency' in dropOff ? dropOff.agency.code : where.from;
    onSearch({ ...search, ...where, ...(moved && { max: undefined }), to: returned, ...period, age: years });
  };

  return (
    <I18nProvider locale={locale}>
      <form ref={form} className="search" role="search" aria-label={t('search.form')} onSubmit={submit} onFocus={onFocus} noValidate>
        <div className="cell">
          <AgencyField
            label={t('search.pickUp')}
            hint={t('search.agencyHint')}
            placeholder={t('search.agencyPlaceholder')}
            place={pickUp}
            error={tried ? wrong.pickUp : undefined}
            wide
            onPick={(place) => {
              setPicked({ ...picked, pickUp: place });
            }}
          />
        </div>
        <div className="cell">
          <AgencyField
            label={t('search.dropOff')}
            hint={t('search.dropOffHint')}
            placeholder={pickUp ? t('search.sameAgency') : t('search.agencyPlaceholder')}
            place={dropOff}
            error={undefined}
            onPick={(place) => {
              setPicked({ ...picked, dropOff: place });
            }}
          />
        </div>
        <PeriodField {...period} pickUpCity={pickUpCity} error={wrong.period} onChange={setPeriod} />
        <div className="cell age">
          <label htmlFor={ageId}>
            {t('search.ageShort')} <span className="hidden">{t('search.ageHint')}</span>
          </label>
          <input
            id={ageId}
            inputMode="numeric"
            maxLength={2}
            value={age}
            aria-invalid={wrong.age ? true : undefined}
            aria-describedby={`${ageId}-note`}
            onChange={(event) => {
              setAge(event.target.value);
            }}
          />
          <small id={`${ageId}-note`} className={wrong.age ? 'error' : undefined}>
            {wrong.age ?? t('search.ageHint')}
          </small>
        </div>
        <div className="go">
          <Button type="submit">{t('search.submit')}</Button>
        </div>
      </form>
    </I18nProvider>
  );
}
