import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { FakeService, VALID_TOKEN } from '../../../test/cli/support/fake-service.js';
import { NO_RETRY } from '../retry.js';
import { HttpClient } from './http.js';
import { isExempt, openTransport } from './transport.js';

describe('NO_PROXY', () => {
  it.each([
    ['*', true],
    ['gate.example', true],
    ['.example', true],
    ['*.example', true],
    ['example', true],
    ['other.test, gate.example:8443', true],
    ['gate.example:443', false],
    ['ate.example', false],
    ['api.gate.example', false],
    ['', false],
  ])('%p exempts https://gate.example:8443: %p', (noProxy, exempt) => {
    expect(isExempt('https://gate.example:8443/x', noProxy)).toBe(exempt);
  });

  it('knows the ports that addresses leave out, and IPv6', () => {
    expect(isExempt('https://gate.example', 'gate.example:443')).toBe(true);
    expect(isExempt('http://gate.example', 'gate.example:443')).toBe(false);
    expect(isExempt('http://[::1]:3000', '::1')).toBe(true);
  });
});

/** A proxy that opens tunnels and records its requests. */
async function aProxy(): Promise<{ url: string; asked: { to: string; auth: string | undefined }[]; server: Server }> {
  const asked: { to: string; auth: string | undefined }[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    asked.push({ to: request.url ?? '', auth: request.headers['proxy-authorization'] });
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server };
}

describe('a proxy', () => {
  let service: FakeService;
  let proxy: Awaited<ReturnType<typeof aProxy>>;
  beforeEach(async () => {
    service = await FakeService.start({ intercept: () => ({ status: 200, body: { ok: true } }) });
    proxy = await aProxy();
  });
  afterEach(async () => {
    await service.stop();
    proxy.server.closeAllConnections();
    proxy.server.close();
  });

  const send = (env: NodeJS.ProcessEnv, body: ConstructorParameters<typeof HttpClient>[0] | null = null) =>
    new HttpClient({
      url: service.url,
      token: VALID_TOKEN,
      userAgent: 'qgate/test',
      signal: new AbortController().signal,
      env,
      retry: NO_RETRY,
      ...body,
    }).send({
      method: 'POST',
      path: '/upload',
      what: 'asking',
      timeLimitMs: 5000,
      body: { fields: { scan_id: '7' }, files: [{ name: 'lcov.info', content: Buffer.from('TN:\n') }] },
    });

  it.each([
    ['HTTP_PROXY', (url: string) => `http://${url}`],
    ['http_proxy', (url: string) => url],
    ['ALL_PROXY', (url: string) => `http://${url}`],
  ])('named by %s is gone through, forms included', async (variable, write) => {
    expect(await send({ [variable]: write(proxy.url) })).toEqual({ ok: true });
    expect(proxy.asked).toEqual([{ to: new URL(service.url).host, auth: undefined }]);
    const [request] = service.requests;
    expect(request?.headers.authorization).toBe(`Bearer ${VALID_TOKEN}`);
    expect(request?.body).toContain('name="scan_id"\r\n\r\n7\r\n');
    expect(request?.body).toContain('filename="lcov.info"');
  });

  it('gets its own credentials, and those alone', async () => {
    await send({ HTTP_PROXY: `http://ada:a%20secret@${proxy.url}` });
    expect(proxy.asked[0]?.auth).toBe(`Basic ${btoa('ada:a secret')}`);
    expect(service.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  it.each([{ NO_PROXY: '127.0.0.1' }, { no_proxy: '*' }, { HTTPS_PROXY: 'x', HTTP_PROXY: '' }])(
    'is left aside with %p',
    async (env) => {
      await send({ HTTP_PROXY: `http://${proxy.url}`, ...env });
      expect(proxy.asked).toEqual([]);
      expect(service.requests).toHaveLength(1);
    },
  );

  it('that is not there is the network', async () => {
    const gone = await aProxy();
    gone.server.close();
    await expect(send({ HTTP_PROXY: `http://${gone.url}` })).rejects.toMatchObject({ kind: 'infrastructure' });
  });

  it.each(['socks5://127.0.0.1:1080', 'http://'])('%s is a slip', async (address) => {
    await expect(openTransport(service.url, { HTTP_PROXY: address })).rejects.toMatchObject({
      kind: 'usage',
      message: 'HTTP_PROXY must be an address such as http://proxy.example:3128.',
    });
  });
});
