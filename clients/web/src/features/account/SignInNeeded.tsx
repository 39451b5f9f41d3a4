import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../ui/PageTitle.tsx';

/** For pages that belong to somebody, when nobody is signed in. */
export function SignInNeeded({ next }: { next: string }) {
  const { t } = useTranslation();
  return (
    <div className="wrap page">
      <div className="state">
        <PageTitle title={t('problem.signInTitle')}>{t('problem.signInTitle')}</PageTitle>
        <p>{t('problem.signIn')}</p>
        <div className="row">
          <Link className="btn" to="/sign-in" search={{ next }}>
            {t('account.signIn')}
          </Link>
          <Link className="btn quiet" to="/register" search={{ next }}>
            {t('account.registerTitle')}
          </Link>
        </div>
      </div>
    </div>
  );
}
