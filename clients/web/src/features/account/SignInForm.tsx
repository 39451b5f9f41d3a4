import { Link } from '@tanstack/react-router';
import { emailProblem, problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import {
  type SignedInPartsFragment,
  SignInDocument,
  type SignInMutation,
  type TokenPartsFragment,
  type ViewerPartsFragment,
} from '@ycyw/core/generated/graphql';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import './account.css';
import { PasskeyFailure } from './passkey/PasskeyFailure.tsx';
import { usePasskey } from './passkey/usePasskey.ts';
import { SecondFactorStep } from './proof/SecondFactorStep.tsx';

type Props = {
  onSignedIn: (user: ViewerPartsFragment, tokens: TokenPartsFragment) => void;
  /** Other ways on, as long as nobody is half signed in. */
  children?: ReactNode;
};
type Challenge = Extract<SignInMutation['signIn'], { __typename: 'SecondFactorRequired' }>;

export function SignInForm({ onSignedIn, children }: Props) {
  const { t } = useTranslation();
  useFocusHandedOn();
  const [{ fetching, error }, signIn] = useMutation(SignInDocument);
  const passkey = usePasskey('SIGN_IN');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const arrive = ({ user, tokens }: SignedInPartsFragment) => {
    onSignedIn(user, tokens);
  };
  const send = async () => {
    passkey.forget();
    const answer = await signIn({ input: { email: email.trim(), password } });
    const result = answer.data?.signIn;
    if (result?.__typename === 'SignedIn') arrive(result);
    if (result?.__typename === 'SecondFactorRequired') setChallenge(result);
  };
  const withPasskey = async () => {
    const signedIn = await passkey.use();
    if (signedIn) arrive(signedIn);
  };
  const { form, errorOf } = useCheckedForm(problemsOf({ email: emailProblem(email), password: requiredProblem(password) }), () => {
    void send();
  });

  if (challenge) {
    return (
      <SecondFactorStep
        challenge={challenge.challenge}
        methods={challenge.methods}
        onSignedIn={arrive}
        onRestart={() => {
          setPassword('');
          setChallenge(null);
        }}
      />
    );
  }
  return (
    <div className="stack">
      <form {...form} className="stack" aria-label={t('account.signInTitle')}>
        <TextField
          label={t('account.email')}
          type="email"
          autoComplete="username"
          error={errorOf('email')}
          value={email}
          onText={setEmail}
        />
        <TextField
          label={t('account.password')}
          type="password"
          autoComplete="current-password"
          error={errorOf('password')}
          value={password}
          onText={setPassword}
        />
        <Link className="link" to="/forgot">
          {t('password.forgot')}
        </Link>
        {error && !passkey.busy && !passkey.failure && <Problem failure={error} />}
        <Button type="submit" wide busy={fetching && t('account.signingIn')}>
          {t('account.signIn')}
        </Button>
      </form>
      <p className="or">{t('passkey.or')}</p>
      <PasskeyFailure failure={passkey.failure} />
      <Button tone="quiet" wide busy={passkey.busy && t('passkey.waiting')} onClick={() => void withPasskey()}>
        {t('passkey.signIn')}
      </Button>
      {children}
    </div>
  );
}
