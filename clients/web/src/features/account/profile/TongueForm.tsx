import { languages, pickLanguage } from '@ycyw/core/language';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceField } from '../../../ui/Field.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { ProfileForm } from './ProfileForm.tsx';
import type { ProfilePartsFragment as Profile } from '@ycyw/core/generated/graphql';

const currencies = ['EUR', 'GBP', 'USD', 'CHF', 'CZK', 'DKK', 'HUF', 'NOK', 'PLN', 'RON', 'SEK'];

/** The language that we write in, and the currency of prices. */
export function TongueForm({ profile, onSaved }: { profile: Profile; onSaved: () => void }) {
  const { t } = useTranslation();
  const { locale: reads } = useFormat();
  const [locale, setLocale] = useState<string>(pickLanguage([profile.locale]));
  const [currency, setCurrency] = useState(profile.currency);
  const names = new Intl.DisplayNames(reads, { type: 'currency' });
  const known = currencies.includes(currency) ? currencies : [...currencies, currency];
  return (
    <ProfileForm label={t('profile.tongue')} problems={{}} input={{ locale, currency }} onSaved={onSaved}>
      {() => (
        <div className="pair">
          <ChoiceField label={t('shell.language')} value={locale} onText={setLocale}>
            {languages.map((each) => (
              <option key={each} value={each} lang={each}>
                {t(`shell.${each}`)}
              </option>
            ))}
          </ChoiceField>
          <ChoiceField label={t('profile.currency')} value={currency} onText={setCurrency}>
            {known.map((each) => (
              <option key={each} value={each}>
                {`${each} · ${names.of(each) ?? each}`}
              </option>
            ))}
          </ChoiceField>
        </div>
      )}
    </ProfileForm>
  );
}
