import { emailProblem, problemsOf } from '@ycyw/core/fieldProblem';
import { PersonByEmailDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useClient } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { PersonRow } from './PersonRow.tsx';
import type { StaffPartsFragment as Person } from '@ycyw/core/generated/graphql';

export function PersonFinder({ viewerId }: { viewerId: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const [email, setEmail] = useState('');
  const [busy, setBusy] = useState(false);
  const [person, setPerson] = useState<Person | null | undefined>(undefined);
  const [failure, setFailure] = useState<CombinedError | null>(null);
  const find = async () => {
    setBusy(true);
    const { data, error } = await client.query(PersonByEmailDocument, { email: email.trim() }, { requestPolicy: 'network-only' });
    setBusy(false);
    setPerson(data ? (data.userByEmail ?? null) : undefined);
    setFailure(error ?? null);
  };
  const { form, errorOf } = useCheckedForm(problemsOf({ email: emailProblem(email) }), () => void find());
  return (
    <section className="stack" aria-labelledby="find">
      <h2 id="find">{t('staff.find')}</h2>
      <form {...form} className="finder" aria-labelledby="find">
        <TextField
          label={t('staff.email')}
          type="email"
          autoComplete="off"
          error={errorOf('email')}
          value={email}
          onText={(text) => {
            setEmail(text);
            setPerson(undefined);
          }}
        />
        <Button type="submit" tone="quiet" busy={busy && t('search.searching')}>
          {t('staff.search')}
        </Button>
      </form>
      {failure && <Problem failure={failure} />}
      {person === null && <Notice tone="warn">{t('staff.nobody')}</Notice>}
      {person && (
        <ul className="rows">
          <PersonRow key={person.id} person={person} own={person.id === viewerId} onAssigned={setPerson} />
        </ul>
      )}
    </section>
  );
}
