import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { about } from './profile.ts';
import { totpColumn } from './totp.ts';

/** Everything that identity seals. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'user', id: 'id', owner: 'id', column: 'profile', about },
  { table: 'registration', id: 'id', owner: 'id', column: 'profile', about },
  { table: 'totp', id: 'id', owner: 'user_id', column: 'secret_sealed', about: totpColumn },
];
