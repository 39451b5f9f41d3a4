import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../ui/PageTitle.tsx';
import { silhouettes } from '../ui/silhouettes.ts';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className="wrap page">
      <div className="state">
        <svg viewBox="-2 -2 244 100" aria-hidden="true">
          <path d={silhouettes.pickup} fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="5 5" />
        </svg>
        <PageTitle title={t('problem.notFoundTitle')}>{t('problem.notFoundTitle')}</PageTitle>
        <p>{t('problem.notFound')}</p>
        <Link className="btn" to="/">
          {t('problem.home')}
        </Link>
      </div>
    </div>
  );
}

export function StaffOnly() {
  const { t } = useTranslation();
  return (
    <div className="wrap page">
      <div className="state">
        <PageTitle title={t('problem.staffTitle')}>{t('problem.staffTitle')}</PageTitle>
        <p>{t('problem.staff')}</p>
        <Link className="btn quiet" to="/">
          {t('problem.home')}
        </Link>
      </div>
    </div>
  );
}
