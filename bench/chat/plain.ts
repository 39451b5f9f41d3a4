import { createServer } from 'node:http';
import pg from 'pg';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * The plain way, a process of its own: a message is one transaction that takes the conversation's next number, and goes to whoever listens in
 * this process. Nobody is asked who they are, nothing is sealed, nobody elsewhere hears of it, and nobody who was away is told what they missed.
 */
const { database, port } = JSON.parse(process.argv[2] ?? '{}') as { database: pg.PoolConfig; port: number };
const pool = new pg.Pool({ ...database, max: 10 });
const rooms = new Map<string, Set<WebSocket>>();

async function say(room: string, body: string): Promise<string> {
  const { rows } = await pool.query<{ sequence: number }>({
    name: 'say',
    text: `WITH next AS (INSERT INTO plain_room (id, last) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET last = plain_room.last + 1 RETURNING last)
      INSERT INTO plain_message (room, sequence, body) SELECT $1, last, $2 FROM next RETURNING sequence`,
    values: [room, body],
  });
  return JSON.stringify({ sequence: rows[0]?.sequence, body });
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    const room = (request.url ?? '/').slice(1);
    void say(room, body).then((message) => {
      response.writeHead(200).end(message);
      for (const socket of rooms.get(room) ?? []) socket.send(message);
    });
  });
});
new WebSocketServer({ server }).on('connection', (socket, request) => {
  const room = (request.url ?? '/').slice(1);
  const listeners = rooms.get(room) ?? new Set();
  rooms.set(room, listeners.add(socket));
  socket.on('close', () => listeners.delete(socket));
});
server.listen(port, '127.0.0.1', () => process.send?.('ready'));
