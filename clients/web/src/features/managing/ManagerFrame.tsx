import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../ui/PageTitle.tsx';
import './managing.css';

const pages = { late: '/desk/late', figures: '/desk/figures', replies: '/desk/replies', team: '/desk/team' } as const;

/** What managers of the desk have beside it. */
export function ManagerFrame({ page, children }: { page: keyof typeof pages; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="wrap page managing">
      <Link to="/desk" className="link">
        ← {t('desk.backToDesk')}
      </Link>
      <PageTitle title={t(`managing.title.${page}`)}>{t(`managing.title.${page}`)}</PageTitle>
      <nav aria-label={t('managing.pages')}>
        {Object.entries(pages).map(([name, to]) => (
          <Link key={name} to={to}>
            {t(`managing.page.${name as keyof typeof pages}`)}
          </Link>
        ))}
      </nav>
      {children}
    </div>
  );
}
