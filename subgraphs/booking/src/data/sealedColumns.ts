import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { about } from './driver.ts';

/** Everything that booking seals. */
export const sealedColumns: readonly SealedColumn[] = [{ table: 'driver', id: 'booking_id', owner: 'owner', column: 'sealed', about }];
