import { getRouteApi } from '@tanstack/react-router';
import { useEffect, type ReactElement } from 'react';
import { SignInNeeded } from '../features/account/SignInNeeded.tsx';
import { BookingPage } from '../features/bookings/BookingPage.tsx';
import { BookingsPage, GuestBookings } from '../features/bookings/BookingsPage.tsx';
import { Words } from '../ui/Words.tsx';
import { useAccount } from './Graph.tsx';
import { guestBookings } from './guestBookings.ts';
import { Loading } from './Loading.tsx';
import { staffRoles } from './roles.ts';

const booking = getRouteApi('/bookings/$reference');

export function BookingsRoute(): ReactElement {
  const { viewer } = useAccount();
  const references = guestBookings.references();
  if (viewer === undefined) return <Loading />;
  if (viewer) return <BookingsPage guestReferences={references} />;
  return (
    <>
      <SignInNeeded next="/bookings" />
      <div className="wrap">
        <GuestBookings references={references} />
      </div>
    </>
  );
}

export function BookingRoute(): ReactElement {
  const { reference } = booking.useParams();
  const { confirmed = false, settled, guest } = booking.useSearch();
  const navigate = booking.useNavigate();
  const { viewer, live } = useAccount();
  useEffect(() => {
    if (guest === undefined) return;
    // From the link in a guest's mail: kept on this device, and out of the address, which people copy.
    guestBookings.keep(reference, guest);
    void navigate({ search: {}, replace: true });
  }, [guest, navigate, reference]);
  if (viewer === undefined || guest !== undefined) return <Loading />;
  return (
    <Words of="rental" waiting={<Loading />}>
      <BookingPage
        key={reference}
        reference={reference}
        signedIn={viewer !== null}
        staff={viewer !== null && staffRoles.includes(viewer.role)}
        guestToken={guestBookings.token(reference)}
        justConfirmed={confirmed}
        justSettled={settled}
        live={live}
      />
    </Words>
  );
}
