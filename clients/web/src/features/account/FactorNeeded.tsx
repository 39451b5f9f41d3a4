import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../ui/PageTitle.tsx';

/** For staff who have no second factor yet: why the desk is closed, and what opens it. */
export function FactorNeeded() {
  const { t } = useTranslation();
  return (
    <div className="wrap page">
      <div className="state">
        <PageTitle title={t('factor.neededTitle')}>{t('factor.neededTitle')}</PageTitle>
        <p>{t('factor.needed')}</p>
        <Link className="btn" to="/account/security" hash="factors">
          {t('factor.setUp')}
        </Link>
      </div>
    </div>
  );
}
