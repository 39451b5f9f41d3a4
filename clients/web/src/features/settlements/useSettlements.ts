import { BookingSettlementsDocument } from '@ycyw/core/generated/graphql';
import { useCallback, useEffect } from 'react';
import { useQuery } from 'urql';

const everyMs = 20_000;

/** What was offered on a booking, newest first; asked again when the page is looked at again, and now and then while it is. */
export function useSettlements(reference: string, guestToken?: string) {
  const [{ data, error }, ask] = useQuery({
    query: BookingSettlementsDocument,
    variables: { reference, guestToken: guestToken ?? null },
    requestPolicy: 'cache-and-network',
  });
  const again = useCallback(() => {
    ask({ requestPolicy: 'network-only' });
  }, [ask]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') again();
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [again]);
  return { booking: data?.booking ?? null, error, again };
}
