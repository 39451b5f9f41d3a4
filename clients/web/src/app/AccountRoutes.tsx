import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { RegisterPage } from '../features/account/RegisterPage.tsx';
import { SignInPage } from '../features/account/SignInPage.tsx';
import { VerifyPage } from '../features/account/VerifyPage.tsx';
import { useAccount } from './Graph.tsx';

const signIn = getRouteApi('/sign-in');
const register = getRouteApi('/register');
const verify = getRouteApi('/verify');

export function SignInRoute(): ReactElement {
  const { next } = signIn.useSearch();
  const { viewer, signedIn } = useAccount();
  const navigate = useNavigate();
  return (
    <SignInPage
      next={next}
      viewer={viewer}
      onSignedIn={(user, tokens) => {
        signedIn(user, tokens);
        void navigate({ href: next ?? (user.role === 'CUSTOMER' ? '/' : '/desk') });
      }}
    />
  );
}

export function RegisterRoute(): ReactElement {
  return <RegisterPage next={register.useSearch().next} />;
}

export function VerifyRoute(): ReactElement {
  return <VerifyPage token={verify.useSearch().token} onSignedIn={useAccount().signedIn} />;
}
