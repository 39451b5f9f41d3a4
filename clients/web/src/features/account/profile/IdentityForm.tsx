import { dateProblem, problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../ui/Field.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import type { ProfilePartsFragment as Profile } from '@ycyw/core/generated/graphql';

export function IdentityForm({ profile, onSaved }: { profile: Profile; onSaved: () => void }) {
  const { t } = useTranslation();
  const [givenName, setGivenName] = useState(profile.givenName);
  const [familyName, setFamilyName] = useState(profile.familyName);
  const [birthDate, setBirthDate] = useState(profile.birthDate ?? '');
  const problems = problemsOf({
    givenName: requiredProblem(givenName),
    familyName: requiredProblem(familyName),
    birthDate: birthDate ? dateProblem(birthDate) : undefined,
  });
  const input = { givenName: givenName.trim(), familyName: familyName.trim(), birthDate: birthDate || null };
  return (
    <ProfileForm label={t('profile.identity')} problems={problems} input={input} onSaved={onSaved}>
      {(errorOf) => (
        <>
          <div className="pair">
            <TextField
              label={t('account.givenName')}
              autoComplete="given-name"
              maxLength={80}
              error={errorOf('givenName')}
              value={givenName}
              onText={setGivenName}
            />
            <TextField
              label={t('account.familyName')}
              autoComplete="family-name"
              maxLength={80}
              error={errorOf('familyName')}
              value={familyName}
              onText={setFamilyName}
            />
          </div>
          <TextField
            label={t('checkout.birthDate')}
            name="birthDate"
            type="date"
            autoComplete="bday"
            min="1920-01-01"
            error={errorOf('birthDate')}
            value={birthDate}
            onText={setBirthDate}
          />
        </>
      )}
    </ProfileForm>
  );
}
