import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that counts what is sent to it. */
export interface CountingWay {
  readonly port: number;
  /** Pieces that were sent so far: a client that waits for answers sends one for each request. */
  readonly sent: number;
  close(): Promise<void>;
}

/** Opens a way to a server of this machine. */
export async function aCountingWay(to: number): Promise<CountingWay> {
  const sockets = new Set<Socket>();
  let sent = 0;
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    client.on('data', () => (sent += 1));
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => socket.destroy()));
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get sent() {
      return sent;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
