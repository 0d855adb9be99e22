import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { CONNECTION_OPTIONS, guardConnections, refusingAmbiguous } from './guard-connections.js';
import { RawResponse } from './raw-response.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const GARBAGE = 'no HTTP at all\r\n\r\n';
const STATUS_LINE = /HTTP\/1\.1 (\d+)/g;

describe('a guarded server', () => {
  let server: Server;

  async function serve(listener: RequestListener): Promise<void> {
    const raw = new RawResponse(['X-Always', 'there']);
    server = createServer(CONNECTION_OPTIONS, refusingAmbiguous(listener, raw));
    guardConnections(server, raw);
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
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nX-Always: there\r\nX-Request-Id: [\w-]{36}\r\n/);
    expect(answer).toContain('\r\nConnection: close\r\nContent-Type: application/problem+json; charset=utf-8\r\n');
    const [, body = ''] = answer.split('\r\n\r\n');
    expect(answer).toContain(`\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`);
    expect(JSON.parse(body)).toMatchObject({ code: 'bad_request', instance: '/' });
  });

  it('refuses it behind an answer that is complete', async () => {
    await serve((_request, response) => response.end('done'));
    expect(statusesIn(await exchange(REQUEST, GARBAGE))).toEqual(['200', '400']);
  });

  it('cuts the connection behind an answer that has begun, without a word in its middle', async () => {
    await serve((_request, response) => response.write('the beginning'));
    const answer = await exchange(REQUEST, GARBAGE);
    expect(statusesIn(answer)).toEqual(['200']);
    expect(answer).toMatch(/the beginning\r\n$/);
  });

  it('looks at every answer that is open, not at the newest alone', async () => {
    let answered = 0;
    await serve((_request, response) => {
      answered += 1;
      if (answered === 1) response.write('the beginning');
    });
    expect(statusesIn(await exchange(REQUEST, REQUEST + GARBAGE))).toEqual(['200']);
  });
});
