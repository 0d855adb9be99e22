import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Ports below the ranges that Linux and macOS take for outgoing connections, which thus never take one of these. */
const FIRST = 20_000;
const LAST = 32_767;

/** A loopback port that nothing listens on now. It is not reserved, so the caller must be ready to lose it. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(FIRST, LAST + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port was found from ${FIRST} to ${LAST}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
