import { dateProblem, problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { calendarDate } from '@ycyw/core/time';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CountryField } from '../../../ui/CountryField.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import type { ProfilePartsFragment as Profile } from '@ycyw/core/generated/graphql';

export function LicenceForm({ profile, onSaved }: { profile: Profile; onSaved: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({
    number: profile.licence?.number ?? '',
    country: profile.licence?.country ?? profile.country,
    issuedOn: profile.licence?.issuedOn ?? '',
    expiresOn: profile.licence?.expiresOn ?? '',
  });
  const set = (field: keyof typeof draft) => (text: string) => {
    setDraft({ ...draft, [field]: text });
  };
  const [today] = useState(() => calendarDate(new Date().toISOString()));
  const empty = [draft.number, draft.issuedOn, draft.expiresOn].every((text) => text.trim() === '');
  const problems =
    empty && profile.licence
      ? {}
      : problemsOf({
          number: requiredProblem(draft.number),
          issuedOn: dateProblem(draft.issuedOn) ?? (draft.issuedOn > today ? 'badDate' : undefined),
          expiresOn:
            dateProblem(draft.expiresOn) ?? (draft.expiresOn <= draft.issuedOn ? 'order' : draft.expiresOn < today ? 'past' : undefined),
        });
  return (
    <ProfileForm
      label={t('profile.licence')}
      problems={problems}
      input={{ licence: empty ? null : { ...draft, number: draft.number.trim() } }}
      onSaved={onSaved}
    >
      {(errorOf) => (
        <>
          <div className="pair">
            <TextField
              label={t('checkout.licenceNumber')}
              autoComplete="off"
              spellCheck={false}
              maxLength={40}
              error={errorOf('number')}
              value={draft.number}
              onText={set('number')}
            />
            <CountryField label={t('checkout.licenceCountry')} value={draft.country} onText={set('country')} />
          </div>
          <div className="pair">
            <TextField
              label={t('profile.issuedOn')}
              name="issuedOn"
              type="date"
              error={errorOf('issuedOn')}
              value={draft.issuedOn}
              onText={set('issuedOn')}
            />
            <TextField
              label={t('profile.expiresOn')}
              name="expiresOn"
              type="date"
              error={errorOf('expiresOn')}
              value={draft.expiresOn}
              onText={set('expiresOn')}
            />
          </div>
        </>
      )}
    </ProfileForm>
  );
}
