import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { RawResponse } from '../request/raw-response.js';
import { type DownloadPlaces, Downloads } from './downloads.js';

const sha256 = (text: Buffer | string) => createHash('sha256').update(text).digest('hex');

describe('downloads', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-'));
  const file = path.join(folder, 'built.tgz');
  writeFileSync(file, 'a package');
  const artifacts = path.join(folder, 'release');
  mkdirSync(artifacts);
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  });

  async function serve(places: Partial<DownloadPlaces>): Promise<string> {
    const downloads = new Downloads({
      artifacts: null,
      qgatePackage: null,
      version: '1.2.3',
      publicUrl: null,
      ...places,
    });
    const listener = downloads.before({
      next: (request, response) => {
        if (request.url !== '/api/version') response.writeHead(418).end();
        else void downloads.list().then((list) => response.end(JSON.stringify({ version: '1.2.3', downloads: list })));
      },
      raw: new RawResponse(['X-Common', 'yes']),
      addressOf: () => undefined,
    });
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('are the package of the build, with the headers of every answer and a tag', async () => {
    const url = await serve({ qgatePackage: file });
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

  it('pass everything else on', async () => {
    const url = await serve({ qgatePackage: file });
    expect((await fetch(`${url}/qgate.tgz`, { method: 'POST' })).status).toBe(418);
    expect((await fetch(`${url}/qgate.tgz2`)).status).toBe(418);
  });

  it.each(['qgate', 'qgate-linux-x64', 'qgate-linux-arm64'])('name the command that makes %s', async (name) => {
    const url = await serve({ qgatePackage: path.join(folder, 'absent.tgz'), artifacts });
    const answer = await fetch(`${url}/${name === 'qgate' ? 'qgate.tgz' : `${name}.tar.gz`}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      code: 'route_not_found',
      detail: expect.stringContaining(`npm run release -- --only ${name}\``),
    });
  });

  it('come from the folder of artefacts first, and are listed with their digests', async () => {
    const own = path.join(folder, 'own');
    mkdirSync(own);
    writeFileSync(path.join(own, 'qgate-1.2.3.tgz'), 'of the release');
    writeFileSync(path.join(own, 'qgate-linux-arm64.tar.gz'), 'an archive');
    const url = await serve({ qgatePackage: file, artifacts: own });
    expect(await (await fetch(`${url}/qgate.tgz`)).text()).toBe('of the release');
    expect(((await (await fetch(`${url}/api/version`)).json()) as { downloads: unknown }).downloads).toEqual([
      { path: '/qgate.tgz', sha256: sha256('of the release'), bytes: 14 },
      { path: '/qgate-linux-arm64.tar.gz', sha256: sha256('an archive'), bytes: 10 },
    ]);
  });

  describe('/install.sh', () => {
    const name = `qgate-linux-${process.arch}`;
    const archive = path.join(artifacts, `${name}.tar.gz`);
    const home = path.join(folder, 'a home');

    beforeAll(() => {
      const inside = path.join(folder, 'packed', name);
      mkdirSync(inside, { recursive: true });
      mkdirSync(home);
      writeFileSync(path.join(inside, 'qgate'), '#!/bin/sh\necho 1.2.3\n');
      chmodSync(path.join(inside, 'qgate'), 0o755);
      execFileSync('tar', ['-czf', archive, '-C', path.dirname(inside), name]);
    });

    async function install(url: string, env: Record<string, string> = {}) {
      const script = await (await fetch(`${url}/install.sh`)).text();
      const shell = spawn('sh', ['-s'], { env: { PATH: process.env.PATH ?? '', HOME: home, ...env } });
      let output = '';
      for (const stream of [shell.stdout, shell.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      shell.stdin.end(script);
      const [code] = (await once(shell, 'close')) as [number];
      return { code, output };
    }

    it('installs the archive of this machine for its user', async () => {
      const { code, output } = await install(await serve({ artifacts }));
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Installed qgate 1.2.3 as') });
      expect(output).toContain(`export PATH="${home}/.local/bin:$PATH"`);
      expect(readlinkSync(path.join(home, '.local/bin/qgate'))).toBe(path.join(home, '.local/lib', name, 'qgate'));
    });

    it('is kept by no cache where it may have a local address', async () => {
      const read = async (publicUrl: string | null) => {
        const { headers } = await fetch(`${await serve({ publicUrl })}/install.sh`);
        return [headers.get('cache-control'), headers.get('vary')];
      };
      expect(await read(null)).toEqual(['no-store', 'Host']);
      expect(await read('https://gate.example')).toEqual(['no-cache', null]);
    });

    it('installs nothing whose digest is another', async () => {
      const prefix = path.join(folder, 'elsewhere');
      const url = await serve({ artifacts });
      const { code, output } = await install(url, { QGATE_PREFIX: prefix, QGATE_SHA256: 'f'.repeat(64) });
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(`not ${'f'.repeat(64)}`) });
      expect(existsSync(prefix)).toBe(false);
    });

    it('says which folder the service lacks', async () => {
      const { code, output } = await install(await serve({}));
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('ARTIFACTS_DIR') });
    });

    it('quotes its address, and takes none from a host that a client names', async () => {
      const text = await (await fetch(`${await serve({ publicUrl: "https://a.example/it's" })}/install.sh`)).text();
      expect(text).toContain(String.raw`url=\${QGATE_URL:-'https://a.example/it'\''s'}`.replace('\\$', '$'));
      const url = await serve({});
      for (const host of ['a;$(id)', 'evil.example', 'localhost:1', '127.0.0.1', `evil.example:${new URL(url).port}`]) {
        const asked = get(`${url}/install.sh`, { headers: { host } });
        const [answer] = (await once(asked, 'response')) as [Readable];
        expect(await readText(answer)).toContain('url=${QGATE_URL:-}\n');
      }
    });
  });
});
