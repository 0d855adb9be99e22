import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { aSarifLog } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const ROOM_MIB = 256;
/** Pause after which a body counts as stopped. */
const PAUSE_MS = 10_000;

describe('bodies', () => {
  let service: TestApp;
  let token: string;
  let scanId: number;
  const open: Socket[] = [];

  beforeAll(async () => {
    service = await startTestApp({ UPLOAD_MEMORY_MB: String(ROOM_MIB) });
    const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    token = login.body.access_token as string;
    scanId = (await service.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.scan_id as number;
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await untilTaken(0);
  });
  afterAll(() => service.stop());

  const taken = () => service.call('UploadMemoryBudget', 'takenBytes');
  async function untilTaken(bytes: number): Promise<void> {
    while ((await taken()) !== bytes) await sleep(10);
  }

  /** Sends a head and the beginning of a body. */
  function begin(route: string, headers: Record<string, string>, body = '', credential = `Bearer ${token}`): Socket {
    const [method = '', path = ''] = route.split(' ');
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    open.push(socket);
    const all = { Host: hostname, Authorization: credential, 'Content-Type': 'application/json', ...headers };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} /api${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
    return socket;
  }
  /** The head of an answer, and what of its body came with it. */
  const answerOn = async (socket: Socket): Promise<string> => String(((await once(socket, 'data')) as [Buffer])[0]);

  const padded = (json: string, bytes: number) => json.replace(/\}$/, `${' '.repeat(bytes - json.length)}}`);

  describe('of JSON', () => {
    it.each([
      ['PUT', '/quality/gates/config', '{"enabled":true}', 128 * KIB],
      ['POST', '/scans', '{"repo":"acme/web","branch":"main"}', 128 * KIB],
      ['POST', '/scans/:id/complete', '{"metrics":{}}', 256 * KIB],
      ['PATCH', '/org', '{"name":"Acme"}', 512 * KIB],
    ])('of %s %s are %s and blanks up to %i bytes', async (method, template, json, limit) => {
      const path = template.replace(':id', String(scanId));
      const send = (bytes: number) =>
        service.admin.send(method, path, padded(json, bytes), { 'content-type': 'application/json' });
      expect((await send(limit)).status).toBeLessThan(300);
      expect((await send(limit + 1)).body).toMatchObject({
        status: 400,
        code: 'body_too_large',
        detail: `The body may have at most ${limit} bytes.`,
      });
    });

    it('are refused by their length before any of them is read', async () => {
      const socket = begin('PUT /quality/gates/config', { 'Content-Length': String(990 * KIB) });
      expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 400 [^]*body_too_large/);
    });

    it('are refused where chunks exceed the limit, though no end of them has come', async () => {
      const socket = begin('PUT /quality/gates/config', { 'Transfer-Encoding': 'chunked' });
      const answer = answerOn(socket);
      for (let chunk = 0; chunk < 5; chunk += 1) socket.write(`8000\r\n${' '.repeat(32 * KIB)}\r\n`);
      expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*body_too_large/);
    });

    it('are judged after credentials, whatever their length', async () => {
      const socket = begin('PUT /quality/gates/config', { 'Content-Length': String(990 * KIB) }, '', 'Bearer nobody');
      expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 401 /);
    });

    it('keep their place in the memory for bodies until they are answered', async () => {
      const body = padded('{"enabled":true}', 100 * KIB);
      const stated = begin('PUT /quality/gates/config', { 'Content-Length': String(body.length) }, body.slice(0, 50));
      await untilTaken(body.length);
      const unstated = begin('PUT /quality/gates/config', { 'Transfer-Encoding': 'chunked' });
      await untilTaken(body.length + 128 * KIB);
      stated.write(body.slice(50));
      expect(await answerOn(stated)).toMatch(/^HTTP\/1\.1 200 /);
      await untilTaken(128 * KIB);
      unstated.write('10\r\n{"enabled":true}\r\n0\r\n\r\n');
      expect(await answerOn(unstated)).toMatch(/^HTTP\/1\.1 200 /);
      await untilTaken(0);
    });

    it('are answered 503 with Retry-After where there is no room for them', async () => {
      const changes = { 'Content-Length': String(25 * MIB), 'Content-Type': 'text/x-diff' };
      for (let upload = 0; upload < 10; upload += 1) begin(`POST /scans/${scanId}/changes`, changes);
      await untilTaken(250 * MIB);
      for (let upload = 0; upload < 12; upload += 1)
        begin('PATCH /org', { 'Content-Length': String(512 * KIB) }, '{"name":"Acme"');
      await untilTaken(ROOM_MIB * MIB);
      const refused = await service.admin.put('/quality/gates/config', { enabled: true });
      expect(refused.body).toMatchObject({ status: 503, code: 'unavailable' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await service.admin.get('/org')).status).toBe(200);
    });
  });

  describe('that stop', () => {
    const FORM = 'multipart/form-data; boundary=b';
    const FILE = '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n{';

    it('are 400 after ten seconds and end their connection, and those that go on slowly are read', async () => {
      const length = { 'Content-Length': '1000' };
      const stopped = [
        begin('PUT /quality/gates/config', length),
        begin('PUT /quality/gates/config', length, '{'),
        begin('PUT /quality/gates/config', { 'Transfer-Encoding': 'chunked' }, '1\r\n{\r\n'),
        begin(`POST /scans/${scanId}/findings`, length, '{'),
        begin(`POST /scans/${scanId}/findings`, { ...length, 'Content-Type': FORM }, FILE),
        begin(`POST /scans/${scanId}/files`, { ...length, 'Content-Type': 'text/plain' }, 'a.ts\n'),
      ];
      const since = performance.now();
      const slow = begin('PUT /quality/gates/config', { 'Content-Length': '16' }, '{"enabled"');
      const answers = Promise.all(stopped.map((socket) => text(socket)));
      const slowly = answerOn(slow);
      for (const part of [':', 't', 'r', 'u']) {
        await sleep(PAUSE_MS / 3);
        slow.write(part);
      }
      slow.write('e}');
      for (const answer of await answers) {
        expect(answer).toMatch(/^HTTP\/1\.1 400 /);
        expect(answer).toMatch(/^Connection: close\r$/im);
        expect(answer).toContain('"code":"bad_request"');
        expect(answer).toContain('No data of the body arrived for 10 seconds.');
      }
      expect(performance.now() - since).toBeGreaterThan(PAUSE_MS);
      expect(performance.now() - since).toBeLessThan(2 * PAUSE_MS);
      expect(await slowly).toMatch(/^HTTP\/1\.1 200 /);
      await untilTaken(0);
    });
  });

  describe('of gzip', () => {
    const report = aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]);

    it('are refused as a document of their own, and taken as the file of a form', async () => {
      const refused = await service.admin.post(`/scans/${scanId}/findings`, gzipSync(report), {
        'content-type': 'application/octet-stream',
      });
      expect(refused.body).toMatchObject({ status: 400, code: 'unsupported_content_type' });
      const made = await service.admin.post('/scans', { repo: 'acme/web', branch: 'main' });
      const file = { content: gzipSync(report) };
      expect((await service.admin.upload(`/scans/${made.body.scan_id}/findings`, {}, file)).status).toBe(200);
    });
  });
});
