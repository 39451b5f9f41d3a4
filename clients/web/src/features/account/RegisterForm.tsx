import { RegisterDocument } from '@ycyw/core/generated/graphql';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { CountryField } from '../../ui/CountryField.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { MailSent } from './MailSent.tsx';
import { returnPlace } from './returnPlace.ts';

/** `returnTo` is where the link in the mail brings the newcomer back to. */
export function RegisterForm({ returnTo }: { returnTo: string }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [{ fetching, error, data }, register] = useMutation(RegisterDocument);
  const [form, setForm] = useState({ givenName: '', familyName: '', email: '', password: '', country: language === 'fr' ? 'FR' : 'GB' });
  const set = (field: keyof typeof form) => (text: string) => {
    setForm({ ...form, [field]: text });
  };
  if (data) return <MailSent email={data.register.sentTo} keepsBooking={returnTo.startsWith('/checkout/')} />;

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    returnPlace.keep(returnTo);
    await register({ input: { ...form, email: form.email.trim(), locale: language } });
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} aria-label={t('account.registerTitle')}>
      <div className="pair">
        <TextField
          label={t('account.givenName')}
          autoComplete="given-name"
          required
          maxLength={80}
          value={form.givenName}
          onText={set('givenName')}
        />
        <TextField
          label={t('account.familyName')}
          autoComplete="family-name"
          required
          maxLength={80}
          value={form.familyName}
          onText={set('familyName')}
        />
      </div>
      <TextField label={t('account.email')} type="email" autoComplete="username" required value={form.email} onText={set('email')} />
      <TextField
        label={t('account.password')}
        hint={t('account.passwordHint')}
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        value={form.password}
        onText={set('password')}
      />
      <CountryField label={t('account.country')} autoComplete="country" value={form.country} onText={set('country')} />
      {error && <Problem failure={error} />}
      <Button type="submit" wide busy={fetching && t('account.registering')}>
        {t('account.register')}
      </Button>
    </form>
  );
}
