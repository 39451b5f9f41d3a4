import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { RoleForm } from './RoleForm.tsx';
import type { StaffPartsFragment as Person } from '@ycyw/core/generated/graphql';

type Props = { person: Person; own: boolean; onAssigned?: (changed: Person) => void };

export function PersonRow({ person, own, onAssigned }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  const { displayName, role, account } = person;
  const agencies = account?.workplace?.agencies;
  const secured = account && (account.mfa.totp || account.mfa.passkeys > 0);
  const place =
    role !== 'ADMIN' && account?.workplace
      ? agencies
        ? agencies.map((each) => each.code).join(', ')
        : t('staff.wholeRegion', { region: t(`region.${account.workplace.region}`) })
      : null;
  return (
    <li>
      <span className="facts">
        <span className="row">
          <strong>{displayName}</strong>
          <span className="tag plain">{t(`role.${role}`)}</span>
          {secured === false && role !== 'CUSTOMER' && role !== 'PARTNER' && <span className="tag warn">{t('staff.noFactor')}</span>}
        </span>
        <span className="small muted">{account?.email}</span>
        {place && <span className="small muted">{place}</span>}
        <span role="status" className="saved">
          {saved && t('shell.saved')}
        </span>
      </span>
      {own && <span className="small muted">{t('staff.you')}</span>}
      {!own && !open && (
        <Button
          tone="quiet"
          compact
          aria-label={t('staff.changeNamed', { name: displayName })}
          onClick={() => {
            setOpen(true);
            setSaved(false);
          }}
        >
          {t('staff.change')}
        </Button>
      )}
      {open && (
        <RoleForm
          person={person}
          onAssigned={(changed) => {
            setOpen(false);
            setSaved(true);
            onAssigned?.(changed);
          }}
          onLeave={() => {
            setOpen(false);
          }}
        />
      )}
    </li>
  );
}
