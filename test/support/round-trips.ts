import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';

/** A proxy between a service and its database that counts the round trips of the service's pool. */
export interface RoundTripCounter {
  /** The database as it is reached through it. */
  readonly connection: DatabaseConnection;
  /** Counts the turns to speak that the service took during `work`: whenever it spoke first or after the server. */
  during(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** Startup parameter by which connections of the pool differ from those of the change feed and the watch. */
const POOL = 'application_name\0quality-gate\0';

export async function countRoundTrips(database: DatabaseConnection): Promise<RoundTripCounter> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    const upstream = connect(database.port, database.host);
    let isOfPool: boolean | undefined;
    let isServersTurn = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (bytes) => {
      isOfPool ??= bytes.includes(POOL);
      if (isOfPool && !isServersTurn) count += 1;
      isServersTurn = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      isServersTurn = false;
      client.write(bytes);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    connection: { ...database, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    during: async (work) => {
      const before = count;
      await work();
      return count - before;
    },
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
