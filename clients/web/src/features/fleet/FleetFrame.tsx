import { Link, useRouterState } from '@tanstack/react-router';
import type { Role } from '@ycyw/core/generated/graphql';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import './fleet.css';

/** The console: where one is in it, and the page. */
export function FleetFrame({ role, children }: { role: Role; children: ReactNode }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const onUnit = path.startsWith('/fleet/units/');
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the last tabs are out of sight.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [path]);
  return (
    <div className="wrap page fleet">
      <nav ref={nav} aria-label={t('fleet.title')}>
        <Link to="/fleet" activeOptions={{ exact: true, includeSearch: false }} aria-current={onUnit ? 'page' : undefined}>
          {t('fleet.units')}
        </Link>
        <Link to="/fleet/agencies" activeOptions={{ includeSearch: false }}>
          {t('fleet.agencies')}
        </Link>
        <Link to="/fleet/availability" activeOptions={{ includeSearch: false }}>
          {t('fleet.availability')}
        </Link>
        <Link to="/fleet/classes">{t('fleet.classes')}</Link>
        {role !== 'AGENT' && <Link to="/fleet/imports">{t('fleet.imports')}</Link>}
        {role !== 'AGENT' && (
          <Link to="/fleet/documents" activeOptions={{ includeSearch: false }}>
            {t('documents.office.title')}
          </Link>
        )}
      </nav>
      {children}
    </div>
  );
}
