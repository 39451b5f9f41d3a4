import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CountryField } from '../../../ui/CountryField.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import type { ProfilePartsFragment as Profile } from '@ycyw/core/generated/graphql';

export function AddressForm({ profile, onSaved }: { profile: Profile; onSaved: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({
    line1: profile.address?.line1 ?? '',
    line2: profile.address?.line2 ?? '',
    postalCode: profile.address?.postalCode ?? '',
    city: profile.address?.city ?? '',
    subdivision: profile.address?.subdivision ?? '',
    country: profile.address?.country ?? profile.country,
  });
  const set = (field: keyof typeof draft) => (text: string) => {
    setDraft({ ...draft, [field]: text });
  };
  const empty = [draft.line1, draft.line2, draft.postalCode, draft.city, draft.subdivision].every((text) => text.trim() === '');
  const problems =
    empty && profile.address
      ? {}
      : problemsOf({
          line1: requiredProblem(draft.line1),
          postalCode: requiredProblem(draft.postalCode),
          city: requiredProblem(draft.city),
        });
  const address = empty ? null : { ...draft, line2: draft.line2.trim() || null, subdivision: draft.subdivision.trim() || null };
  return (
    <ProfileForm label={t('profile.address')} problems={problems} input={{ address }} onSaved={onSaved}>
      {(errorOf) => (
        <>
          <TextField
            label={t('profile.line1')}
            autoComplete="address-line1"
            maxLength={120}
            error={errorOf('line1')}
            value={draft.line1}
            onText={set('line1')}
          />
          <TextField
            label={t('profile.line2')}
            hint={t('profile.optional')}
            autoComplete="address-line2"
            maxLength={120}
            value={draft.line2}
            onText={set('line2')}
          />
          <div className="pair">
            <TextField
              label={t('profile.postalCode')}
              autoComplete="postal-code"
              maxLength={16}
              error={errorOf('postalCode')}
              value={draft.postalCode}
              onText={set('postalCode')}
            />
            <TextField
              label={t('profile.city')}
              autoComplete="address-level2"
              maxLength={80}
              error={errorOf('city')}
              value={draft.city}
              onText={set('city')}
            />
          </div>
          <div className="pair">
            <TextField
              label={t('profile.subdivision')}
              hint={t('profile.optional')}
              autoComplete="address-level1"
              maxLength={80}
              value={draft.subdivision}
              onText={set('subdivision')}
            />
            <CountryField label={t('profile.country')} autoComplete="country" value={draft.country} onText={set('country')} />
          </div>
        </>
      )}
    </ProfileForm>
  );
}
