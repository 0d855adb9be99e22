import type { Server } from 'node:http';
import { addressOf } from '../rate-limit/rate-limiter.js';

/** Bound of the open connections of one address. */
export interface ConnectionLimit {
  readonly perAddress: number;
  /** True for a proxy in front of the service, which connects for many clients and is not counted. */
  readonly isProxy: (address: string) => boolean;
}

/** Closes a new connection where its address, or IPv6 network of 64 bits, has as many open as it may. */
export function limitConnections(server: Server, { perAddress, isProxy }: ConnectionLimit): void {
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const ip = socket.remoteAddress;
    if (ip === undefined || isProxy(ip)) return;
    const whose = addressOf({ ip });
    const count = open.get(whose) ?? 0;
    if (count >= perAddress) {
      socket.destroy();
      return;
    }
    open.set(whose, count + 1);
    socket.once('close', () => {
      const left = open.get(whose)! - 1;
      if (left > 0) open.set(whose, left);
      else open.delete(whose);
    });
  });
}
