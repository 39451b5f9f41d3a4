import { SignInDocument, type TokenPartsFragment, type ViewerPartsFragment } from '@ycyw/core/generated/graphql';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';

type Props = { onSignedIn: (user: ViewerPartsFragment, tokens: TokenPartsFragment) => void };

export function SignInForm({ onSignedIn }: Props) {
  const { t } = useTranslation();
  useFocusHandedOn();
  const [{ fetching, error, data }, signIn] = useMutation(SignInDocument);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const answer = await signIn({ input: { email: email.trim(), password } });
    const result = answer.data?.signIn;
    if (result?.__typename === 'SignedIn') onSignedIn(result.user, result.tokens);
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} aria-label={t('account.signInTitle')}>
      <TextField label={t('account.email')} type="email" autoComplete="username" required value={email} onText={setEmail} />
      <TextField
        label={t('account.password')}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onText={setPassword}
      />
      {error && <Problem failure={error} />}
      {data?.signIn.__typename === 'SecondFactorRequired' && <Notice tone="warn">{t('account.secondFactor')}</Notice>}
      <Button type="submit" wide busy={fetching && t('account.signingIn')}>
        {t('account.signIn')}
      </Button>
    </form>
  );
}
