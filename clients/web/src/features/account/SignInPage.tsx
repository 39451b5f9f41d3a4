import { Link } from '@tanstack/react-router';
import type { TokenPartsFragment, ViewerPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { SignInForm } from './SignInForm.tsx';

type Props = {
  next: string | undefined;
  viewer: ViewerPartsFragment | null | undefined;
  onSignedIn: (user: ViewerPartsFragment, tokens: TokenPartsFragment) => void;
};

export function SignInPage({ next, viewer, onSignedIn }: Props) {
  const { t } = useTranslation();
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={t('account.signInTitle')}>{t('account.signInTitle')}</PageTitle>
        {viewer ? (
          <>
            <Notice tone="good">{t('account.youAre', { email: viewer.account?.email ?? viewer.displayName })}</Notice>
            <Link className="btn" to="/bookings">
              {t('shell.bookings')}
            </Link>
          </>
        ) : (
          <SignInForm onSignedIn={onSignedIn}>
            <Link className="link" to="/register" search={{ next }}>
              {t('account.toRegister')}
            </Link>
          </SignInForm>
        )}
      </div>
    </div>
  );
}
