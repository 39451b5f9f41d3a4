import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { DeletionPage } from '../features/account/data/DeletionPage.tsx';

const deletion = getRouteApi('/account-deletion/$id');

export function DeletionRoute(): ReactElement {
  return <DeletionPage id={deletion.useParams().id} />;
}
