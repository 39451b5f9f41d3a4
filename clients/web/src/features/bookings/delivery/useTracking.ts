import type { Point } from '@ycyw/core/distance';
import { type OwnDeliveryFragment, VehicleMovedDocument } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useEffect, useState } from 'react';
import { keepOpen } from '../../support/keepOpen.ts';

export type Seen = { location: Point; at: string; etaAt: string | null };

/** Where the car is, as it moves; what the page came with until something newer is heard. */
export function useTracking(delivery: OwnDeliveryFragment, reference: string, guestToken: string | undefined, live: Live): Seen | null {
  const { position, etaAt, state } = delivery;
  const [heard, setHeard] = useState<Seen | null>(null);
  const driving = state === 'EN_ROUTE';
  useEffect(() => {
    if (!driving) return;
    return keepOpen(live, VehicleMovedDocument, { reference, guestToken: guestToken ?? null }, ({ vehicleMoved }) => {
      setHeard({ location: vehicleMoved.location, at: vehicleMoved.at, etaAt: vehicleMoved.etaAt ?? null });
    });
  }, [driving, live, reference, guestToken]);
  const known = position && { location: position.location, at: position.at, etaAt: etaAt ?? null };
  if (!heard || !driving) return known ?? null;
  return known && known.at > heard.at ? known : heard;
}
