import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

/**
 * The plain way, a process of its own: one transaction for each webhook, over a pool as large as booking's. Signature, token, purchase,
 * two balances and one row of journal; no event, no exchange, no cache to keep true.
 */
const { shops, database, port } = JSON.parse(process.argv[2] ?? '{}') as {
  shops: { id: string; secret: string }[];
  database: pg.PoolConfig;
  port: number;
};
const secrets = new Map(shops.map(({ id, secret }) => [id, secret]));
const pool = new pg.Pool({ ...database, max: 12 });
const statements = {
  link: 'SELECT wallet_id, merchant_id FROM cashback_link WHERE token = $1',
  purchase:
    'INSERT INTO plain_purchase (merchant_id, reference, wallet_id, amount, cashback) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
  pending: 'UPDATE plain_balance SET minor = minor + $2 WHERE id = $1',
  receivable: 'UPDATE plain_balance SET minor = minor - $2 WHERE id = $1',
  journal: 'INSERT INTO plain_journal (debit, credit, minor) VALUES ($1, $2, $3)',
};

async function take(merchant: string, body: string): Promise<number> {
  const { purchaseId, customer, amountMinor } = JSON.parse(body) as { purchaseId: string; customer: string; amountMinor: number };
  const client = await pool.connect();
  const run = (name: keyof typeof statements, values: unknown[]) =>
    client.query<Record<string, string>>({ name, text: statements[name], values });
  try {
    await client.query('BEGIN');
    const wallet = (await run('link', [customer])).rows[0]?.['wallet_id'];
    const cashback = Math.floor(amountMinor / 20);
    const { rowCount } = await run('purchase', [merchant, purchaseId, wallet, amountMinor, cashback]);
    if (rowCount === 1) {
      await run('pending', [wallet, cashback]);
      await run('receivable', [merchant, cashback]);
      await run('journal', [merchant, wallet, cashback]);
    }
    await client.query('COMMIT');
    return 200;
  } catch {
    await client.query('ROLLBACK');
    return 500;
  } finally {
    client.release();
  }
}

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    const merchant = String(request.headers['ycyw-merchant']);
    const signed = createHmac('sha256', secrets.get(merchant) ?? '')
      .update(`${String(request.headers['ycyw-timestamp'])}.${body}`)
      .digest();
    const isSigned = timingSafeEqual(signed, Buffer.from(String(request.headers['ycyw-signature']), 'hex'));
    void (isSigned ? take(merchant, body) : Promise.resolve(401)).then((status) => response.writeHead(status).end('{}'));
  });
}).listen(port, '127.0.0.1', () => process.send?.('ready'));
