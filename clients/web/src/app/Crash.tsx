import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { useBackOnline } from '../ui/useBackOnline.ts';
import { useOnline } from '../ui/useOnline.ts';

const reload = () => {
  location.reload();
};

/** A bug of ours, a part of the site that a new release has replaced meanwhile, or one that no network brings. */
export function Crash() {
  const { t } = useTranslation();
  const online = useOnline();
  useBackOnline(reload);
  const title = t(online ? 'problem.internalTitle' : 'problem.offlineTitle');
  return (
    <div className="wrap page">
      <div className="state">
        <PageTitle title={title}>{title}</PageTitle>
        <p>{t(online ? 'problem.internal' : 'problem.offline')}</p>
        {online && <Button onClick={reload}>{t('problem.retry')}</Button>}
      </div>
    </div>
  );
}
