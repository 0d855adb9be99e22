import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Time for responses under way when the server closes; the database has to stop in the rest of 15 s. */
const GRACE_MS = 8_000;

/**
 * Makes a server close in time. Node only ends connections that rest between two requests, and waits for all others
 * however long they take. Here a connection that has not sent a whole head yet ends at once (a browser's or a load
 * balancer's spare one), every response is the last one of its connection, and responses that are not finished within
 * the time of grace are cut off.
 */
export function endConnectionsWhenClosing(server: Server, graceMs = GRACE_MS): void {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    silent.delete(socket);
    // Uses the connection, as the response has let go of its own socket by then.
    response.once('finish', () => {
      if (!server.listening) socket.end();
    });
  });
  const close = server.close.bind(server);
  server.close = (whenClosed) => {
    close(whenClosed);
    for (const socket of silent) socket.destroy();
    const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
    server.once('close', () => clearTimeout(cutOff));
    return server;
  };
}
