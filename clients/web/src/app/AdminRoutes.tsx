import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { AuditPage } from '../features/admin/audit/AuditPage.tsx';
import { StaffPage } from '../features/admin/staff/StaffPage.tsx';
import { Owner } from './Owner.tsx';

const audit = getRouteApi('/admin/audit');

export function StaffRoute(): ReactElement {
  return (
    <Owner next="/admin/staff" role="ADMIN">
      {(viewer) => <StaffPage viewerId={viewer.id} />}
    </Owner>
  );
}

export function AuditRoute(): ReactElement {
  const search = audit.useSearch();
  const navigate = useNavigate();
  return (
    <Owner next="/admin/audit" role="ADMIN">
      {() => <AuditPage search={search} onSearch={(next) => void navigate({ to: '/admin/audit', search: next, resetScroll: false })} />}
    </Owner>
  );
}
