import type { SealedColumn } from '@ycyw/service/sealedColumn';
import { mailColumn } from './account-deletion.ts';
import { archiveColumn } from './data-export.ts';
import { tokenAddress } from './email-token.ts';
import { mailAddress } from './outgoing-mail.ts';
import { about } from './profile.ts';
import { totpColumn } from './totp.ts';

/** Everything that identity seals with personal keys. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'user', id: 'id', owner: 'id', column: 'profile', about },
  { table: 'registration', id: 'id', owner: 'id', column: 'profile', about },
  { table: 'outgoing_mail', id: 'id', owner: 'user_id', column: 'address', about: mailAddress },
  { table: 'email_token', id: 'id', owner: 'user_id', column: 'address', about: tokenAddress },
  { table: 'totp', id: 'id', owner: 'user_id', column: 'secret_sealed', about: totpColumn },
  { table: 'account_deletion', id: 'id', owner: 'id', column: 'mail_sealed', about: mailColumn },
  { table: 'data_export', id: 'id', owner: 'user_id', column: 'archive', about: archiveColumn, batch: 4 },
];
