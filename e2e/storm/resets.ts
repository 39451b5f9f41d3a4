import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to `port` on this machine that breaks: `reset` ends so many of its connections, drawn by lot, without a goodbye. */
export async function breakingWay(port: number, random: () => number) {
  const open = new Set<Socket>();
  let resets = 0;
  const server = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1' });
    const end = (): void => {
      open.delete(near);
      near.destroy();
      far.destroy();
    };
    open.add(near);
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    reset: (count: number): void => {
      for (let n = 0; n < count && open.size > 0; n += 1) {
        const drawn = [...open][Math.floor(random() * open.size)];
        drawn?.resetAndDestroy();
        resets += 1;
      }
    },
    resets: () => resets,
    close: async (): Promise<void> => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
