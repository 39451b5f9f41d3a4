import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';

/** A bug of ours, or a part of the site that a new release has replaced meanwhile. */
export function Crash() {
  const { t } = useTranslation();
  return (
    <div className="wrap page">
      <div className="state">
        <PageTitle title={t('problem.internalTitle')}>{t('problem.internalTitle')}</PageTitle>
        <p>{t('problem.internal')}</p>
        <Button
          onClick={() => {
            location.reload();
          }}
        >
          {t('problem.retry')}
        </Button>
      </div>
    </div>
  );
}
