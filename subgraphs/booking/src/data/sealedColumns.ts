import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { aboutFormer, aboutSecret } from './cashback/merchant.ts';
import { about } from './driver.ts';

/** Everything that booking seals. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'driver', id: 'booking_id', owner: 'owner', column: 'sealed', about },
  { table: 'merchant', id: 'id', owner: 'id', column: 'secret', about: aboutSecret },
  { table: 'merchant', id: 'id', owner: 'id', column: 'former_secret', about: aboutFormer },
];
