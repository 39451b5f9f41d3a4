import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { about as ofCharge } from './charge/words.ts';
import { about } from './driver.ts';

/** Everything that booking seals. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'driver', id: 'booking_id', owner: 'owner', column: 'sealed', about },
  { table: 'charge', id: 'id', owner: 'owner', column: 'details', about: ofCharge.details },
  { table: 'charge', id: 'id', owner: 'owner', column: 'answer', about: ofCharge.answer },
  { table: 'charge_dispute', id: 'charge_id', owner: 'owner', column: 'reason', about: ofCharge.reason },
];
