import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { AmendPage } from '../features/bookings/amend/AmendPage.tsx';
import { useAccount } from './Graph.tsx';
import { guestBookings } from './guestBookings.ts';
import { Loading } from './Loading.tsx';

const amend = getRouteApi('/bookings/$reference/amend');

export function AmendRoute(): ReactElement {
  const { reference } = amend.useParams();
  const { viewer } = useAccount();
  const navigate = useNavigate();
  if (viewer === undefined) return <Loading />;
  return (
    <AmendPage
      key={reference}
      reference={reference}
      guestToken={guestBookings.token(reference)}
      onDue={() => void navigate({ to: '/pay/$reference', params: { reference } })}
    />
  );
}
