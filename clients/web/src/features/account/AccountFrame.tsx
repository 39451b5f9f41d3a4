import { Link } from '@tanstack/react-router';
import type { Role } from '@ycyw/core/generated/graphql';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './account.css';
import './frame.css';

/** One's account: where one is in it, and the page. */
export function AccountFrame({ role, children }: { role: Role; children: ReactNode }) {
  const { t } = useTranslation();
  const exact = { exact: true, includeSearch: false };
  return (
    <div className="wrap page own">
      <nav aria-label={t('own.title')}>
        <Link to="/account" activeOptions={exact}>
          {t('own.profile')}
        </Link>
        <Link to="/account/security" activeOptions={exact}>
          {t('own.security')}
        </Link>
        <Link to="/account/privacy" activeOptions={exact}>
          {t('own.privacy')}
        </Link>
        {role === 'CUSTOMER' && (
          <Link to="/account/cashback" activeOptions={exact}>
            {t('own.cashback')}
          </Link>
        )}
        {role === 'PARTNER' && (
          <Link to="/account/api-keys" activeOptions={exact}>
            {t('own.apiKeys')}
          </Link>
        )}
        {role === 'ADMIN' && (
          <>
            <Link to="/admin/staff" activeOptions={exact}>
              {t('own.staff')}
            </Link>
            <Link to="/admin/audit" activeOptions={exact}>
              {t('own.auditShort')}
            </Link>
          </>
        )}
      </nav>
      <div className="part">{children}</div>
    </div>
  );
}
