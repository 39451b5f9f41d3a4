import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { about } from './driver.ts';
import { about as aboutReview, aboutAnswer } from './review/review.ts';

/** Everything that booking seals. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'driver', id: 'booking_id', owner: 'owner', column: 'sealed', about },
  { table: 'review', id: 'id', owner: 'owner', column: 'sealed', about: aboutReview },
  { table: 'review', id: 'id', owner: 'owner', column: 'sealed_answer', about: aboutAnswer },
];
