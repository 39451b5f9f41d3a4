import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ConfirmEmailPage } from '../features/account/ConfirmEmailPage.tsx';
import { ForgotPage } from '../features/account/password/ForgotPage.tsx';
import { ResetPage } from '../features/account/password/ResetPage.tsx';
import { RegisterPage } from '../features/account/RegisterPage.tsx';
import { SignInPage } from '../features/account/SignInPage.tsx';
import { VerifyPage } from '../features/account/VerifyPage.tsx';
import { useAccount, type Viewer } from './Graph.tsx';
import { factorMissing, staffRoles } from './roles.ts';

const signIn = getRouteApi('/sign-in');
const register = getRouteApi('/register');
const verify = getRouteApi('/verify');
const reset = getRouteApi('/reset');
const confirmEmail = getRouteApi('/confirm-email');

function ownStart(viewer: Viewer): string {
  if (staffRoles.includes(viewer.role) || factorMissing(viewer)) return '/desk';
  return viewer.role === 'PARTNER' ? '/account/api-keys' : '/';
}

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
        void navigate({ href: next ?? ownStart(user) });
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

export function ForgotRoute(): ReactElement {
  return <ForgotPage />;
}

export function ResetRoute(): ReactElement {
  return <ResetPage token={reset.useSearch().token} />;
}

export function ConfirmEmailRoute(): ReactElement {
  const { viewer, again } = useAccount();
  return (
    <ConfirmEmailPage
      token={confirmEmail.useSearch().token}
      onConfirmed={() => {
        if (viewer) void again();
      }}
    />
  );
}
