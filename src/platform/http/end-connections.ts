import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Time for what is being answered when the server is told to close; the database has to stop in what is left of 15 s. */
const GRACE_MS = 8_000;

/**
 * Makes a server that is told to close do so in time. Node only ends connections that rest between two requests, and
 * waits for all others however long they take. Here a connection that has not sent a whole head yet ends at once (a
 * browser's or a load balancer's spare one), every answer is the last one of its connection, and what is not answered
 * within the time of grace is cut off.
 */
export function endConnectionsWhenClosing(server: Server, graceMs = GRACE_MS): void {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    silent.delete(socket);
    // Not the response's own socket: by then it has let go of it.
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
