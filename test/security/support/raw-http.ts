import { connect, type Socket } from 'node:net';

/** Bytes received on a connection until it was closed, or until nothing more was due. */
export interface RawAnswer {
  readonly statuses: readonly number[];
  readonly text: string;
  readonly isClosed: boolean;
}

/** Silence after which a connection is taken to have nothing more to send. */
const SILENCE_MS = 700;

/** Opens a connection to the service; errors of the wire are no errors here. */
export function openConnection(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  return socket;
}

/**
 * Sends bytes as they are, on a connection of their own.
 *
 * @param isPatient waits until the service closes the connection, however long it is silent
 */
export function exchange(url: string, bytes: string | Buffer, { isPatient = false } = {}): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = openConnection(url);
    const received: Buffer[] = [];
    let silence: NodeJS.Timeout | undefined;
    const end = (isClosed: boolean) => {
      clearTimeout(silence);
      socket.destroy();
      const text = Buffer.concat(received).toString('latin1');
      const statuses = [...text.matchAll(/(?:^|\n|\})HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      resolve({ statuses, text, isClosed });
    };
    const wait = () => {
      clearTimeout(silence);
      if (!isPatient) silence = setTimeout(() => end(false), SILENCE_MS);
    };
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      wait();
    });
    socket.once('close', () => end(true));
    socket.write(bytes);
    if (!isPatient) silence = setTimeout(() => end(false), 10_000);
  });
}
