import { testDatabase } from '@ycyw/service/testing/database';
import pg from 'pg';
import { sealedColumns as booking } from '../../subgraphs/booking/src/data/sealedColumns.ts';
import { sealedColumns as identity } from '../../subgraphs/identity/src/data/sealedColumns.ts';
import { sealedColumns as support } from '../../subgraphs/support/src/data/sealedColumns.ts';
import { domains } from '../domains.ts';

/** Bytes that no personal key seals: hashes, indexes, random ids, public keys, and what INTERNAL_KEY or nothing seals. */
const others =
  /^(.*_)?hash$|^email_index$|^address_key$|^credential_id$|^public_key$|^id$|^seal$|^fingerprint$|^mark$|^(successor|private|secret)_sealed$/;

const declared: Record<string, readonly { table: string; column: string }[]> = { identity, booking, support: Object.values(support) };

// What the rotation does not know of, it would leave sealed by a key that it then removes.
test.each(domains)('%s declares every column that it seals with personal keys', async (domain) => {
  const { url, drop } = await testDatabase(domain);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea'`,
  );
  await client.end();
  await drop();
  const names = (columns: readonly { table: string; column: string }[]): string[] =>
    columns.map(({ table, column }) => `${table}.${column}`).sort();
  expect(names(rows.filter(({ table, column }) => (table === 'totp' ? column === 'secret_sealed' : !others.test(column))))).toEqual(
    names(declared[domain] ?? []),
  );
});
