import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';

/** A network between a client and its database that a test disturbs. */
export interface DisturbedNetwork {
  /** The database as it is reached through it. */
  readonly connection: DatabaseConnection;
  /** True while bytes get lost: connections stay open and nothing arrives. */
  isDead: boolean;
  /** Changes what the database says. */
  alter: (bytes: Buffer) => Buffer;
  /** Delay of bytes, each way. */
  delayMs: number;
  /** From now on nothing gets through on the connections that are open; new ones are fine. */
  forgetOpenConnections(): void;
  /** Everything gets through again, except on connections that were forgotten. */
  restore(): void;
  /** Ends every connection. */
  cut(): void;
  close(): Promise<void>;
}

const asItIs = (bytes: Buffer): Buffer => bytes;

export async function aDisturbedNetwork(database: DatabaseConnection): Promise<DisturbedNetwork> {
  const sockets = new Set<Socket>();
  const forgotten = new WeakSet<Socket>();
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
    const pass = (bytes: Buffer, to: Socket) => {
      if (network.isDead || forgotten.has(client)) return;
      if (network.delayMs === 0) to.write(bytes);
      else setTimeout(() => to.write(bytes), network.delayMs);
    };
    client.on('data', (bytes) => pass(bytes, upstream));
    upstream.on('data', (bytes) => pass(network.alter(bytes), client));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const network: DisturbedNetwork = {
    connection: { ...database, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    isDead: false,
    delayMs: 0,
    alter: asItIs,
    forgetOpenConnections: () => sockets.forEach((socket) => forgotten.add(socket)),
    restore: () => Object.assign(network, { isDead: false, delayMs: 0, alter: asItIs }),
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      network.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return network;
}
