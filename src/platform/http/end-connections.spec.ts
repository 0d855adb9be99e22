import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endConnectionsWhenClosing } from './end-connections.js';

/** So long that whoever waited for it, if only for a part, would be noticed on any machine. */
const LONG_MS = 60_000;
const LITTLE_MS = LONG_MS / 2;
const SHORT_MS = 200;
const HEAD = 'GET / HTTP/1.1\r\nHost: x\r\n';

describe('a server that is closing', () => {
  let server: Server;

  async function serve(listener: RequestListener, graceMs = LONG_MS): Promise<void> {
    server = createServer(listener);
    endConnectionsWhenClosing(server, graceMs);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** A connection on which so much was sent. */
  async function send(text: string): Promise<{ socket: Socket; answer: () => string }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    await sleep(50);
    return { socket, answer: () => received };
  }

  /** Duration of the close, in milliseconds. */
  async function close(): Promise<number> {
    const from = performance.now();
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
    return performance.now() - from;
  }

  it.each([
    ['nothing', ''],
    ['half of a head', HEAD],
  ])('does not wait for a connection on which %s was sent', async (_, text) => {
    await serve((_request, response) => response.end('done'));
    await send(text);
    expect(await close()).toBeLessThan(LITTLE_MS);
  });

  it('does not wait for a connection that rests after its answer', async () => {
    await serve((_request, response) => response.end('done'));
    const { socket, answer } = await send(`${HEAD}\r\n`);
    while (!answer().endsWith('done')) await once(socket, 'data');
    expect(await close()).toBeLessThan(LITTLE_MS);
  });

  it('finishes the answer that it is about to give, and waits no longer', async () => {
    await serve((_request, response) => setTimeout(() => response.end('done'), 200));
    const { answer } = await send(`${HEAD}\r\n`);
    expect(await close()).toBeLessThan(LITTLE_MS);
    expect(answer()).toMatch(/done$/);
  });

  it('cuts off what is not answered within its time', async () => {
    await serve((request) => void request.resume(), SHORT_MS);
    const { answer } = await send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nthe beginning');
    const took = await close();
    expect(took).toBeGreaterThanOrEqual(SHORT_MS - 20);
    expect(took).toBeLessThan(LITTLE_MS);
    expect(answer()).toBe('');
  });
});
