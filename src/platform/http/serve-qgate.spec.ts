import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RawResponse } from '../request/raw-response.js';
import { QgatePackage } from './serve-qgate.js';

describe('/qgate.tgz', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-'));
  const file = path.join(folder, 'qgate.tgz');
  writeFileSync(file, 'a package');
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  });

  async function serve(packed: string | null): Promise<string> {
    const listener = new QgatePackage(packed).before({
      next: (_request, response) => void response.writeHead(418).end(),
      raw: new RawResponse(['X-Common', 'yes']),
      addressOf: () => undefined,
    });
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('is the package, with the headers of every answer and a tag', async () => {
    const url = await serve(file);
    const answer = await fetch(`${url}/qgate.tgz`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('a package');
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      'content-type': 'application/gzip',
      'cache-control': 'no-cache',
      'x-common': 'yes',
    });
    const again = await fetch(`${url}/qgate.tgz`, { headers: { 'if-none-match': headers.etag! } });
    expect(again.status).toBe(304);
    expect((await fetch(`${url}/qgate.tgz`, { method: 'HEAD' })).headers.get('content-length')).toBe('9');
  });

  it('passes everything else on', async () => {
    const url = await serve(file);
    expect((await fetch(`${url}/qgate.tgz`, { method: 'POST' })).status).toBe(418);
    expect((await fetch(`${url}/qgate.tgz2`)).status).toBe(418);
  });

  it.each([null, path.join(folder, 'absent.tgz')])('says what to do where it was not built: %s', async (packed) => {
    const answer = await fetch(`${await serve(packed)}/qgate.tgz`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      code: 'route_not_found',
      detail: expect.stringContaining('npm run build'),
    });
  });
});
