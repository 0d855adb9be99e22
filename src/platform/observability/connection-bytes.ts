import type { Socket } from 'node:net';

/** Bytes that passed over a connection, headers included. */
export interface PassedBytes {
  readonly read: number;
  readonly written: number;
}

const NOTED = Symbol('noted');

/** Bytes that passed since the call before, or since the connection was opened: those of one request, at its end. */
export function bytesSince(
  socket: Pick<Socket, 'bytesRead' | 'bytesWritten'> & { [NOTED]?: PassedBytes },
): PassedBytes {
  const before = socket[NOTED] ?? { read: 0, written: 0 };
  const now = { read: socket.bytesRead, written: socket.bytesWritten };
  socket[NOTED] = now;
  return { read: now.read - before.read, written: now.written - before.written };
}
