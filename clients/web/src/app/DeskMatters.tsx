import type { ReactElement } from 'react';
import { DeskMatters } from '../features/fleet/desk/DeskMatters.tsx';
import { FleetWords } from '../features/fleet/FleetWords.tsx';

/** Beneath a booking, for staff alone: what the desk does about it. */
export function DeskMattersOf({ reference }: { reference: string }): ReactElement {
  return (
    <FleetWords waiting={null}>
      <DeskMatters reference={reference} />
    </FleetWords>
  );
}
