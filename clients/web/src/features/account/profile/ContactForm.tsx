import { problemsOf } from '@ycyw/core/fieldProblem';
import { internationalPhone, isPhone, nationalPhone } from '@ycyw/core/phone';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallingCodeField } from './CallingCodeField.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import type { ProfilePartsFragment as Profile } from '@ycyw/core/generated/graphql';

export function ContactForm({ profile, onSaved }: { profile: Profile; onSaved: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() => nationalPhone(profile.phone ?? '', profile.country));
  const phone = internationalPhone(typed);
  const emptied = phone === '' && profile.phone !== null;
  const problem = emptied || isPhone(phone) ? undefined : phone === '' ? 'required' : 'badPhone';
  return (
    <ProfileForm label={t('profile.contact')} problems={problemsOf({ phone: problem })} input={{ phone: phone || null }} onSaved={onSaved}>
      {(errorOf) => (
        <div className="pair">
          <CallingCodeField
            label={t('profile.phoneCountry')}
            value={typed.country}
            onText={(country) => {
              setTyped({ ...typed, country });
            }}
          />
          <TextField
            label={t('checkout.phone')}
            type="tel"
            autoComplete="tel-national"
            maxLength={30}
            error={errorOf('phone')}
            value={typed.national}
            onText={(national) => {
              setTyped({ ...typed, national });
            }}
          />
        </div>
      )}
    </ProfileForm>
  );
}
