import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RawResponse } from '../request/raw-response.js';
import { allowLongBody } from './body-deadline.js';
import { createGuardedServer, type GuardedServer } from './guard-connections.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const GARBAGE = 'no HTTP at all\r\n\r\n';
const STATUS_LINE = /HTTP\/1\.1 (\d+)/g;

describe('a guarded server', () => {
  let server: GuardedServer;

  async function serve(listener: RequestListener): Promise<void> {
    server = createGuardedServer(listener, new RawResponse(['X-Always', 'there']));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  afterEach(() => server.close());

  /** Everything that is answered until the connection closes. */
  async function exchange(...writes: readonly string[]): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    for (const [index, text] of writes.entries()) {
      if (index > 0) await once(socket, 'data');
      socket.write(text);
    }
    await once(socket, 'close');
    return received;
  }
  const statusesIn = (text: string) => [...text.matchAll(STATUS_LINE)].map(([, status]) => status);

  it('refuses what is no HTTP with a whole answer, and closes', async () => {
    await serve((_request, response) => response.end('done'));
    const answer = await exchange(GARBAGE);
    expect(answer).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\nX-Always: there\r\nCache-Control: private, no-store\r\nX-Request-Id: [\w-]{36}\r\n/,
    );
    expect(answer).toContain('\r\nConnection: close\r\nContent-Type: application/problem+json; charset=utf-8\r\n');
    const [, body = ''] = answer.split('\r\n\r\n');
    expect(answer).toContain(`\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`);
    expect(JSON.parse(body)).toMatchObject({ code: 'bad_request', instance: '/' });
  });

  it('refuses it behind an answer that is complete', async () => {
    await serve((_request, response) => response.end('done'));
    expect(statusesIn(await exchange(REQUEST, GARBAGE))).toEqual(['200', '400']);
  });

  it('refuses a body that does not come in time, unless it may take long', async () => {
    await serve((request, response) => {
      if (request.url === '/long') allowLongBody(request);
      request.resume();
      request.once('end', () => response.end('done'));
    });
    server.bodyTimeout = 50;
    const begin = (target: string) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      let received = '';
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.write(`POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\na`);
      return { socket, closed: once(socket, 'close').then(() => received) };
    };
    const long = begin('/long');
    const short = await begin('/short').closed;
    expect(statusesIn(short)).toEqual(['400']);
    expect(short).toContain('did not arrive in time');
    long.socket.write('b');
    expect(statusesIn(await long.closed)).toEqual(['200']);
  });

  it('cuts the connection behind an answer that has begun, without a word in its middle', async () => {
    await serve((_request, response) => response.write('the beginning'));
    const answer = await exchange(REQUEST, GARBAGE);
    expect(statusesIn(answer)).toEqual(['200']);
    expect(answer).toMatch(/the beginning\r\n$/);
  });

  it('looks at the answer that is open, not at the requests that wait behind it', async () => {
    await serve((_request, response) => response.write('the beginning'));
    expect(statusesIn(await exchange(REQUEST, REQUEST + GARBAGE))).toEqual(['200']);
  });

  it('starts a request of a connection when the one before is answered', async () => {
    const open = new Set<string>();
    let most = 0;
    await serve((request, response) => {
      open.add(request.url!);
      most = Math.max(most, open.size);
      setTimeout(() => response.end(`${request.url};`, () => open.delete(request.url!)), 20);
    });
    const paths = Array.from({ length: 17 }, (_, index) => `/${index}`);
    const all = paths.map(
      (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${path === '/16' ? 'Connection: close\r\n' : ''}\r\n`,
    );
    const answer = await exchange(all.join(''));
    expect([...answer.matchAll(/(\/\d+);/g)].map(([, path]) => path)).toEqual(paths);
    expect(most).toBe(1);
  });

  it('waits with a request that has a body, and reads it when its turn comes', async () => {
    await serve((request, response) => {
      let length = 0;
      request.on('data', (chunk: Buffer) => (length += chunk.length));
      request.on('end', () => setTimeout(() => response.end(`[${length}]`), 20));
    });
    const post = (length: number, more = '') =>
      `POST / HTTP/1.1\r\nHost: x\r\n${more}Content-Length: ${length}\r\n\r\n${'x'.repeat(length)}`;
    const answer = await exchange(post(10) + post(300_000) + post(20, 'Connection: close\r\n'));
    expect(answer.match(/\[\d+\]/g)).toEqual(['[10]', '[300000]', '[20]']);
  });

  it('closes a connection on which too many wait, and starts none of them', async () => {
    const started: string[] = [];
    await serve((request) => void started.push(request.url!));
    expect(await exchange(REQUEST.repeat(18))).toBe('');
    expect(started).toEqual(['/']);
  });

  it('starts nothing more on a connection whose client has gone', async () => {
    const started: string[] = [];
    const closed: string[] = [];
    await serve((request, response) => {
      started.push(request.url!);
      response.once('close', () => closed.push(request.url!));
    });
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(REQUEST + REQUEST);
    while (started.length === 0) await sleep(5);
    socket.destroy();
    for (const end = Date.now() + 5_000; closed.length === 0 && Date.now() < end;) await sleep(5);
    await sleep(20);
    expect(started).toEqual(['/']);
  });
});
