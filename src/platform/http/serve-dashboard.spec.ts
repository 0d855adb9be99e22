import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { RawResponse } from '../request/raw-response.js';
import { Dashboard, dashboardPolicy } from './serve-dashboard.js';

const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const ANSWERS_OF_THE_API = ['Content-Security-Policy', 'none', 'Cache-Control', 'private, no-store'];
const SCRIPT = 'console.log(1)';

const listening: Server[] = [];
let folder: string;

/** A server whose dashboard is built in `from`, and which answers 418 to what the dashboard passes on. */
async function serve(from: string | null, sourceOrigins?: readonly string[]): Promise<string> {
  const context = {
    next: (_request: unknown, response: any) => response.writeHead(418).end(),
    raw: new RawResponse(['X-Common', 'yes', ...ANSWERS_OF_THE_API]),
    addressOf: () => undefined,
  };
  const server = createServer(new Dashboard(from, sourceOrigins).before(context));
  listening.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the dashboard', () => {
  let url: string;
  const get = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url + target, { headers, method });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quality-gate-dashboard-'));
    await mkdir(path.join(folder, 'assets'));
    await writeFile(path.join(folder, 'assets/main-1.js'), SCRIPT);
    await writeFile(path.join(folder, 'assets/main-1.js.br'), brotliCompressSync(SCRIPT));
    await writeFile(
      path.join(folder, 'first-requests.json'),
      JSON.stringify([{ address: '/repos/:id', scripts: ['assets/main-1.js'], reads: [], plain: [] }]),
    );
    await writeFile(path.join(folder, 'index.html'), '<html>');
    await writeFile(path.join(folder, 'index.light.html'), '<html data-theme="light">');
    await writeFile(path.join(folder, 'index.dark.html'), '<html data-theme="dark">');
    url = await serve(folder);
  });
  afterAll(async () => {
    for (const server of listening) server.close();
    await rm(folder, { recursive: true });
  });

  it.each(['/', '/?verdict=failed', '/repos/1', '/no/such/page', '/apiary'])('%s is the page', async (target) => {
    const page = await get(target, HTML);
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<html>');
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': dashboardPolicy([]),
      'cache-control': 'no-cache',
      'x-common': 'yes',
    });
  });

  it.each([
    [
      '/repos/1',
      'qg_session=a',
      '</assets/main-1.js>; rel=modulepreload, </api/auth/me>; rel=preload; as=fetch; crossorigin',
    ],
    [
      '/repos/1',
      '__Host-qg_session=a',
      '</assets/main-1.js>; rel=modulepreload, </api/auth/me>; rel=preload; as=fetch; crossorigin',
    ],
    ['/repos/1', 'theme=dark', '</assets/main-1.js>; rel=modulepreload'],
    ['/policy', 'qg_session=a', null],
  ])('%s with the cookie %s names what it requests first', async (target, cookie, link) => {
    expect((await get(target, { ...HTML, Cookie: cookie })).headers.get('link')).toBe(link);
  });

  it('may fetch source from the origins that were named, and from nowhere else', async () => {
    const policyOf = async (at: string) => (await fetch(at, { headers: HTML })).headers.get('content-security-policy');
    expect(await policyOf(url)).toContain("; connect-src 'self';");
    const opened = await serve(folder, ['https://git.example.org', 'https://raw.example.org:8443']);
    expect(await policyOf(opened)).toBe(
      dashboardPolicy([]).replace(
        "connect-src 'self'",
        "connect-src 'self' https://git.example.org https://raw.example.org:8443",
      ),
    );
  });

  it('answers programs at its address as well', async () => {
    expect((await get('/', { Accept: '*/*' })).status).toBe(200);
    expect((await get('/repos/1', { Accept: '*/*' })).status).toBe(418);
  });

  it.each(['/api', '/api/nothing', '/metrics', '/qgate.tgz', '/metrics?x'])('%s is passed on', async (target) => {
    expect((await get(target, HTML)).status).toBe(418);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is passed on', async (method) => {
    expect((await get('/', HTML, method)).status).toBe(418);
  });

  it.each([
    ['theme=dark', '<html data-theme="dark">'],
    ['qg_session=1; theme=light', '<html data-theme="light">'],
    ['theme=pink', '<html>'],
    ['mytheme=dark', '<html>'],
  ])('%s chooses the theme before the first paint', async (cookie, expected) => {
    const page = await get('/', { ...HTML, Cookie: cookie });
    expect(await page.text()).toBe(expected);
    expect(page.headers.get('vary')).toBe('Accept-Encoding, Cookie');
  });

  it('serves assets for good, in the smallest form that the client accepts', async () => {
    for (const encoding of ['br', 'identity']) {
      const asset = await get('/assets/main-1.js', { 'Accept-Encoding': encoding });
      expect(await asset.text()).toBe(SCRIPT);
      expect(asset.headers.get('content-encoding')).toBe(encoding === 'br' ? 'br' : null);
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('answers 304 to who has the file', async () => {
    const tag = (await get('/', HTML)).headers.get('etag')!;
    expect((await get('/', { ...HTML, 'If-None-Match': tag })).status).toBe(304);
    expect((await get('/', { ...HTML, 'If-None-Match': tag, Cookie: 'theme=dark' })).status).toBe(200);
  });

  it('answers 404 to an asset of another build, whoever asks', async () => {
    for (const target of ['/assets/main-0.js', '/assets/', '/assets/..%2findex.html', '/assets/main-1.js.br']) {
      const asset = await get(target, HTML);
      expect(asset.status).toBe(404);
      expect(await asset.json()).toMatchObject({ code: 'route_not_found' });
    }
  });

  it('answers HEAD without a body', async () => {
    const page = await get('/', HTML, 'HEAD');
    expect(page.headers.get('content-length')).toBe('6');
    expect(await page.text()).toBe('');
  });
});

describe('a service without a built dashboard', () => {
  it.each([null, '/no/such/folder'])('says so at its address, and passes on the rest (%s)', async (from) => {
    const url = await serve(from);
    const home = await fetch(url, { headers: HTML });
    expect(home.status).toBe(404);
    expect(await home.text()).toContain('npm run web:build');
    expect((await fetch(`${url}/repos/1`, { headers: HTML })).status).toBe(418);
    expect((await fetch(`${url}/assets/x.js`)).status).toBe(404);
  });
  afterAll(() => {
    for (const server of listening) server.close();
  });
});
