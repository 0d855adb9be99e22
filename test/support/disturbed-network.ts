import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';

/** A network between a client and its database that a test disturbs. */
export interface DisturbedNetwork {
  /** The database as it is reached through it. */
  readonly connection: DatabaseConnection;
  /** Whether bytes get through; while not, connections stay open and nothing arrives. */
  isDead: boolean;
  /** Changes what the database says. */
  alter: (bytes: Buffer) => Buffer;
  /** Ends every connection. */
  cut(): void;
  close(): Promise<void>;
}

export async function aDisturbedNetwork(database: DatabaseConnection): Promise<DisturbedNetwork> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const toDatabase = () =>
    database.host.startsWith('/')
      ? connect(`${database.host}/.s.PGSQL.${database.port}`)
      : connect(database.port, database.host);
  const server: Server = createServer((client) => {
    const upstream = toDatabase();
    [client, upstream].forEach(track);
    client.on('data', (bytes) => network.isDead || upstream.write(bytes));
    upstream.on('data', (bytes) => network.isDead || client.write(network.alter(bytes)));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const network: DisturbedNetwork = {
    connection: { ...database, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    isDead: false,
    alter: (bytes) => bytes,
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      network.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return network;
}
