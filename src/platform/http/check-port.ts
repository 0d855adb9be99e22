import { createServer } from 'node:net';
import type { AppConfig } from '../config/app-config.js';

/** An address, and the variable that sets its port. */
type Address = Pick<AppConfig['server'], 'host' | 'port'> & { readonly variable: 'PORT' | 'METRICS_PORT' };

/** Advice for each reason why an address cannot be listened on. */
const ADVICE: Readonly<Record<string, (address: Address) => string>> = {
  EADDRINUSE: ({ host, port, variable }) =>
    `Port ${port} on ${host} is in use by another program. Stop that program, or set ${variable} to a free port.`,
  EACCES: ({ host, port, variable }) =>
    `This user may not listen on port ${port} of ${host}. Set ${variable} to an unprivileged port.`,
};

/**
 * Listens on the service's address for a moment, so that a start that cannot serve fails before it leaves anything
 * behind. Another program may still take the port between this check and the listening.
 *
 * @throws Error with the address and the variable to set
 */
export async function checkPort(address: Address): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(describe(error, address), { cause: error })),
    );
    server.listen({ host: address.host, port: address.port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function describe({ code = 'unknown error' }: NodeJS.ErrnoException, address: Address): string {
  const advise = ADVICE[code];
  return advise
    ? advise(address)
    : `The service cannot listen on ${address.host} (${code}). Set HOST to an address of this machine.`;
}
