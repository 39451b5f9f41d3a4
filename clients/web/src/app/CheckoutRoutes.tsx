import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useCallback } from 'react';
import { RegisterForm } from '../features/account/RegisterForm.tsx';
import { SignInForm } from '../features/account/SignInForm.tsx';
import { CheckoutPage } from '../features/checkout/CheckoutPage.tsx';
import { heldUntil } from '../features/checkout/heldUntil.ts';
import { PayPage } from '../features/checkout/PayPage.tsx';
import { useAccount } from './Graph.tsx';
import { guestBookings } from './guestBookings.ts';
import { useOfferChoice } from './useOfferChoice.ts';

const checkout = getRouteApi('/checkout/$quoteId');
const pay = getRouteApi('/pay/$reference');

export function CheckoutRoute(): ReactElement {
  const { quoteId } = checkout.useParams();
  const { viewer, signedIn } = useAccount();
  const navigate = useNavigate();
  return (
    <CheckoutPage
      quoteId={quoteId}
      viewer={viewer}
      choice={useOfferChoice()}
      signIn={<SignInForm onSignedIn={signedIn} />}
      register={<RegisterForm returnTo={`/checkout/${encodeURIComponent(quoteId)}`} />}
      onQuote={(next) => void navigate({ to: '/checkout/$quoteId', params: { quoteId: next }, replace: true, resetScroll: false })}
      onBooked={({ booking: { reference }, heldUntil: until, guestToken, payment, cardSetup }) => {
        heldUntil.keep(reference, until);
        if (guestToken) guestBookings.keep(reference, guestToken);
        if (payment ?? cardSetup) void navigate({ to: '/pay/$reference', params: { reference } });
        else void navigate({ to: '/bookings/$reference', params: { reference }, search: { confirmed: true } });
      }}
    />
  );
}

export function PayRoute(): ReactElement {
  const { reference } = pay.useParams();
  const navigate = useNavigate();
  const confirmed = useCallback(
    (asked: 'rental' | 'card' | 'difference' | 'deposit' | null) => {
      const search = asked === 'difference' || asked === 'deposit' ? { settled: asked } : { confirmed: true };
      void navigate({ to: '/bookings/$reference', params: { reference }, search, replace: true });
    },
    [navigate, reference],
  );
  return <PayPage key={reference} reference={reference} guestToken={guestBookings.token(reference)} onConfirmed={confirmed} />;
}
