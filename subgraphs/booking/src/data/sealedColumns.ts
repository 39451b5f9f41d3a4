import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { about } from './driver.ts';
import { about as aboutPhoto } from './photo.ts';

/** Everything that booking seals. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'driver', id: 'booking_id', owner: 'owner', column: 'sealed', about },
  { table: 'photo', id: 'id', owner: 'owner', column: 'sealed_key', about: aboutPhoto },
];
