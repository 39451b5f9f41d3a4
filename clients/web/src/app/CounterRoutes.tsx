import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { CounterBooking } from '../features/fleet/desk/CounterBooking.tsx';
import { CounterPage } from '../features/fleet/desk/CounterPage.tsx';
import '../features/fleet/fleet.css';
import { Staff } from './Staff.tsx';

const counter = getRouteApi('/counter');
const booking = getRouteApi('/counter/$reference');

export function CounterRoute(): ReactElement {
  const search = counter.useSearch();
  const navigate = useNavigate();
  return (
    <Staff next="/counter">
      {(role) => (
        <div className="wrap page fleet">
          <CounterPage
            manager={role !== 'AGENT'}
            search={search}
            onSearch={(next) => void navigate({ to: '/counter', search: next, replace: true, resetScroll: false })}
            onFound={(reference) => void navigate({ to: '/counter/$reference', params: { reference } })}
          />
        </div>
      )}
    </Staff>
  );
}

export function CounterBookingRoute(): ReactElement {
  const { reference } = booking.useParams();
  return (
    <Staff next={`/counter/${reference}`}>
      {(role) => (
        <div className="wrap page fleet">
          <CounterBooking key={reference} reference={reference} manager={role !== 'AGENT'} />
        </div>
      )}
    </Staff>
  );
}
