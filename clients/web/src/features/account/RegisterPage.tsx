import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { RegisterForm } from './RegisterForm.tsx';

export function RegisterPage({ next }: { next: string | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={t('account.registerTitle')}>{t('account.registerTitle')}</PageTitle>
        <RegisterForm returnTo={next ?? '/'} />
        <Link className="link" to="/sign-in" search={{ next }}>
          {t('account.toSignIn')}
        </Link>
      </div>
    </div>
  );
}
