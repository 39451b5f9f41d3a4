import { emailProblem, newPasswordProblem, problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { RegisterDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { CountryField } from '../../ui/CountryField.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { MailSent } from './MailSent.tsx';
import { returnPlace } from './returnPlace.ts';

/** `returnTo` is where the link in the mail brings the newcomer back to. */
export function RegisterForm({ returnTo }: { returnTo: string }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [{ fetching, error, data }, register] = useMutation(RegisterDocument);
  const [draft, setDraft] = useState({ givenName: '', familyName: '', email: '', password: '', country: language === 'fr' ? 'FR' : 'GB' });
  const set = (field: keyof typeof draft) => (text: string) => {
    setDraft({ ...draft, [field]: text });
  };
  const problems = problemsOf({
    givenName: requiredProblem(draft.givenName),
    familyName: requiredProblem(draft.familyName),
    email: emailProblem(draft.email),
    password: newPasswordProblem(draft.password),
  });
  const { form, errorOf } = useCheckedForm(problems, () => {
    returnPlace.keep(returnTo);
    void register({ input: { ...draft, email: draft.email.trim(), locale: language } });
  });
  if (data) return <MailSent email={data.register.sentTo} keepsBooking={returnTo.startsWith('/checkout/')} />;

  return (
    <form {...form} className="stack" aria-label={t('account.registerTitle')}>
      <div className="pair">
        <TextField
          label={t('account.givenName')}
          autoComplete="given-name"
          maxLength={80}
          error={errorOf('givenName')}
          value={draft.givenName}
          onText={set('givenName')}
        />
        <TextField
          label={t('account.familyName')}
          autoComplete="family-name"
          maxLength={80}
          error={errorOf('familyName')}
          value={draft.familyName}
          onText={set('familyName')}
        />
      </div>
      <TextField
        label={t('account.email')}
        type="email"
        autoComplete="username"
        error={errorOf('email')}
        value={draft.email}
        onText={set('email')}
      />
      <TextField
        label={t('account.password')}
        hint={t('account.passwordHint')}
        type="password"
        autoComplete="new-password"
        error={errorOf('password')}
        value={draft.password}
        onText={set('password')}
      />
      <CountryField label={t('account.country')} autoComplete="country" value={draft.country} onText={set('country')} />
      {error && <Problem failure={error} />}
      <Button type="submit" wide busy={fetching && t('account.registering')}>
        {t('account.register')}
      </Button>
    </form>
  );
}
