import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ApiKeysPage } from '../features/account/apiKey/ApiKeysPage.tsx';
import { PrivacyPage } from '../features/account/privacy/PrivacyPage.tsx';
import { ProfilePage } from '../features/account/profile/ProfilePage.tsx';
import { SecurityPage } from '../features/account/security/SecurityPage.tsx';
import { CashbackPage } from '../features/cashback/CashbackPage.tsx';
import { Words } from '../ui/Words.tsx';
import { useAccount } from './Graph.tsx';
import { Loading } from './Loading.tsx';
import { Owner } from './Owner.tsx';
import { factorMissing } from './roles.ts';

const privacy = getRouteApi('/account/privacy');

export function ProfileRoute(): ReactElement {
  const { again } = useAccount();
  return <Owner next="/account">{() => <ProfilePage onSaved={() => void again()} />}</Owner>;
}

export function SecurityRoute(): ReactElement {
  const { again, signOut } = useAccount();
  return (
    <Owner next="/account/security">
      {(viewer) => (
        <SecurityPage factorMissing={factorMissing(viewer)} onFactorsChanged={() => void again()} onSignOut={() => void signOut()} />
      )}
    </Owner>
  );
}

export function PrivacyRoute(): ReactElement {
  const { ended } = useAccount();
  const navigate = useNavigate();
  const { export: exportId } = privacy.useSearch();
  return (
    <Owner next="/account/privacy">
      {(viewer) => (
        <PrivacyPage
          viewerId={viewer.id}
          exportId={exportId}
          onDeleted={(id) => {
            void navigate({ to: '/account-deletion/$id', params: { id } }).then(ended);
          }}
        />
      )}
    </Owner>
  );
}

export function CashbackRoute(): ReactElement {
  return (
    <Owner next="/account/cashback" role="CUSTOMER">
      {() => (
        <Words of="rental" waiting={<Loading />}>
          <CashbackPage />
        </Words>
      )}
    </Owner>
  );
}

export function ApiKeysRoute(): ReactElement {
  return (
    <Owner next="/account/api-keys" role="PARTNER">
      {() => <ApiKeysPage />}
    </Owner>
  );
}
