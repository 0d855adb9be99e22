import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { allowedTargets } from '../config/value-readers.js';
import { OutgoingClient, type OutgoingRequest, type ResolvedAddress } from './outgoing-client.js';

const LOOPBACK = { address: '127.0.0.1', family: 4 };
const METADATA = { address: '169.254.169.254', family: 4 };

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** The port of a server that answers so. */
async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  closers.push(() => server.closeAllConnections());
  return listen(server);
}

function makeClient(
  allow: string | null,
  { resolve, proxyUrl = null }: { resolve?: () => ResolvedAddress[]; proxyUrl?: string | null } = {},
): OutgoingClient {
  const read = allow === null ? { ok: true as const, value: [] } : allowedTargets(allow);
  if (!read.ok) throw new Error(read.expected);
  const client = new OutgoingClient(
    { allow: read.value, proxyUrl },
    resolve && (() => Promise.resolve().then(resolve)),
  );
  closers.push(() => client.onApplicationShutdown());
  return client;
}

const REQUEST = { method: 'GET', headers: {}, timeoutMs: 5_000, maxAnswerBytes: 1_000 } as const;
const ask = (client: OutgoingClient, url: string, more: Partial<OutgoingRequest> = {}) =>
  client.send({ ...REQUEST, url, ...more });

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const piece of request) body += String(piece);
  return body;
}

describe('an answer', () => {
  it('has status, headers and body of what was requested', async () => {
    const port = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        response.writeHead(418, { 'x-one': ['a', 'b'] });
        response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
      });
    });
    const answer = await ask(makeClient('127.0.0.1'), `http://127.0.0.1:${port}/hook?a=b`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'hello',
    });
    expect(answer).toMatchObject({ status: 418, isCut: false, headers: { 'x-one': 'a, b' } });
    const seen = JSON.parse('body' in answer ? answer.body.toString() : '') as object;
    expect(seen).toMatchObject({ method: 'POST', url: '/hook?a=b', body: 'hello' });
    expect(seen).toMatchObject({ headers: { 'user-agent': 'quality-gate', 'content-type': 'text/plain' } });
  });

  it.each([
    [999, false],
    [1_000, false],
    [1_001, true],
    [5_000_000, true],
  ])('of %d bytes, of which 1000 are read, is cut: %s', async (bytes, isCut) => {
    const port = await serve((_, response) => void response.end('x'.repeat(bytes)));
    const answer = await ask(makeClient('127.0.0.1'), `http://127.0.0.1:${port}/`);
    expect(answer).toMatchObject({ status: 200, isCut });
    expect('body' in answer && answer.body).toHaveLength(Math.min(bytes, 1_000));
  });

  it('that breaks off, or stalls, is cut', async () => {
    const breaking = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('begun', () => response.destroy());
    });
    const stalling = await serve((_, response) => void response.write('begun'));
    const client = makeClient('127.0.0.1');
    for (const [port, timeoutMs] of [
      [breaking, 5_000],
      [stalling, 200],
    ] as const) {
      const answer = await ask(client, `http://127.0.0.1:${port}/`, { timeoutMs });
      expect(answer).toMatchObject({ status: 200, isCut: true, body: Buffer.from('begun') });
    }
  });

  it.each([301, 302, 303, 307, 308])('of %d is not followed', async (status) => {
    let requests = 0;
    const port = await serve((_, response) => {
      requests += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await ask(makeClient('127.0.0.1'), `http://127.0.0.1:${port}/`)).toEqual({ error: 'redirect', status });
    expect(requests).toBe(1);
  });
});

describe('a request fails with a word', () => {
  const target = 'target.example.org';
  const onLoopback = (allow = target) => makeClient(allow, { resolve: () => [LOOPBACK] });

  it('timeout: no answer in time, or the signal came', async () => {
    const port = await serve(() => undefined);
    expect(await ask(onLoopback(), `http://${target}:${port}/`, { timeoutMs: 100 })).toEqual({ error: 'timeout' });
    const signal = AbortSignal.timeout(100);
    expect(await ask(onLoopback(), `http://${target}:${port}/`, { signal })).toEqual({ error: 'timeout' });
    expect(await ask(onLoopback(), `http://${target}:${port}/`, { signal: AbortSignal.abort() })).toEqual({
      error: 'timeout',
    });
  });

  it('connection_refused: nobody listens, or the connection ends without an answer', async () => {
    const server = createTcpServer();
    const free = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(onLoopback(), `http://${target}:${free}/`)).toEqual({ error: 'connection_refused' });
    const rude = await serve((request) => void request.socket.destroy());
    expect(await ask(onLoopback(), `http://${target}:${rude}/`)).toEqual({ error: 'connection_refused' });
  });

  it('dns: the name has no address', async () => {
    const client = makeClient(null, {
      resolve: () => {
        throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      },
    });
    expect(await ask(client, `https://${target}/`)).toEqual({ error: 'dns' });
  });

  it('tls: the other side speaks no TLS', async () => {
    const port = await serve((_, response) => void response.end());
    expect(await ask(onLoopback(), `https://${target}:${port}/`)).toEqual({ error: 'tls' });
  });

  it('too_large: headers without an end', async () => {
    const port = await serve((_, response) => void response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end());
    expect(await ask(onLoopback(), `http://${target}:${port}/`)).toEqual({ error: 'too_large' });
  });

  it('address_not_allowed: a literal address, or all that a name has', async () => {
    let lookups = 0;
    const client = makeClient(null, {
      resolve: () => {
        lookups += 1;
        return [LOOPBACK, METADATA];
      },
    });
    expect(await ask(client, 'https://127.0.0.1/')).toEqual({ error: 'address_not_allowed' });
    expect(lookups).toBe(0);
    expect(await ask(client, `https://${target}/`)).toEqual({ error: 'address_not_allowed' });
    expect(lookups).toBe(1);
  });
});

it('connects to the address that was judged: a name that changes its address is judged again', async () => {
  let connections = 0;
  const server = createServer((_, response) => void response.setHeader('connection', 'close').end('inside'));
  server.on('connection', () => (connections += 1));
  const port = await listen(server);
  const answers: ResolvedAddress[][] = [[LOOPBACK], [METADATA]];
  // loopback stands for a public address: it is the first answer of DNS
  const client = makeClient('127.0.0.1', { resolve: () => answers.shift()! });
  const url = `https://rebound.example.org:${port}/`;
  // TLS with a server of plain HTTP: the connection itself was made
  expect(await ask(client, url)).toEqual({ error: 'tls' });
  expect(connections).toBe(1);
  expect(await ask(client, url)).toEqual({ error: 'address_not_allowed' });
  expect([connections, answers]).toEqual([1, []]);
});

it('takes the addresses that are allowed of a name with several', async () => {
  const port = await serve((_, response) => void response.end('here'));
  const client = makeClient('127.0.0.1', { resolve: () => [METADATA, LOOPBACK] });
  const answer = await ask(client, `http://localhost:${port}/`);
  expect('body' in answer && answer.body.toString()).toBe('here');
});

it('goes through a proxy, which judges the addresses of names', async () => {
  const target = await serve((_, response) => void response.end('behind'));
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const through = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    closers.push(() => through.destroy());
  });
  const port = await listen(proxy);
  const client = makeClient('inside.example.org', { proxyUrl: `http://127.0.0.1:${port}` });
  const answer = await ask(client, `http://inside.example.org:${target}/`);
  expect('body' in answer && answer.body.toString()).toBe('behind');
  expect(asked).toEqual([`inside.example.org:${target}`]);
  expect(await ask(client, 'https://169.254.169.254/')).toEqual({ error: 'address_not_allowed' });
});

it('throws for a request that is wrong in itself', async () => {
  const port = await serve((_, response) => void response.end());
  const headers = { 'x-bad': 'a\r\nb' };
  await expect(ask(makeClient('127.0.0.1'), `http://127.0.0.1:${port}/`, { headers })).rejects.toThrow(/x-bad/);
});
