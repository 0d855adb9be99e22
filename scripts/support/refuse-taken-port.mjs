// Refuses a port that is taken before anything is built; the service itself checks the rest of its address.
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Listens for a moment on the address that the service will have.
 *
 * @throws Error where another program listens there
 */
export async function refuseTakenPort({ PORT: port = '3000', HOST: host = '0.0.0.0' }) {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return;
  const server = createServer();
  try {
    await once(server.listen({ host, port: Number(port), exclusive: true }), 'listening');
    server.close();
    await once(server, 'close');
  } catch (error) {
    if (error.code === 'EADDRINUSE')
      throw new Error(
        `Port ${port} on ${host} is in use by another program. Stop that program, or set PORT to a free port.`,
        { cause: error },
      );
  }
}
