import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { metricsOf } from '../../support/metrics.js';
import { aSarifLog } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

const MIB = 1024 * 1024;
/** The least that can be configured: two reports of findings, and 56 MiB. */
const ROOM_MIB = 256;
const FINDINGS_MIB = 100;
const CHANGES_MIB = 25;
const PATIENCE_MS = 20_000;

describe('more uploads at once than there is memory for', () => {
  let service: TestApp;
  let headers: Record<string, string>;
  let scanId: number;
  const begun: ClientRequest[] = [];
  const report = aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]);

  beforeAll(async () => {
    service = await startTestApp({ UPLOAD_MEMORY_MB: String(ROOM_MIB) });
    const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    headers = { authorization: `Bearer ${login.body.access_token}` };
    scanId = (await service.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.scan_id as number;
  });
  afterEach(async () => {
    for (const upload of begun.splice(0)) upload.destroy();
    await untilHeld(0);
  });
  afterAll(() => service.stop());

  /** An upload whose body does not come for now. */
  function begin(path: string, more: Record<string, string>): ClientRequest {
    const url = `${service.url}/api/scans/${scanId}/${path}`;
    const upload = request(url, { method: 'POST', headers: { ...headers, ...more } });
    upload.on('error', () => undefined);
    upload.flushHeaders();
    begun.push(upload);
    return upload;
  }
  /** Nobody knows yet how long it will be. */
  const beginFindings = () => begin('findings', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
  const beginChanges = () =>
    begin('changes', { 'content-type': 'text/x-diff', 'content-length': String(CHANGES_MIB * MIB) });
  const answerTo = async (upload: ClientRequest) => ((await once(upload, 'response')) as [IncomingMessage])[0];
  const send = (content: string | Uint8Array) => service.admin.upload(`/scans/${scanId}/findings`, {}, { content });

  async function heldMib(): Promise<number> {
    return Number(/^qgate_upload_memory_bytes (\d+)$/m.exec(await metricsOf(service))![1]) / MIB;
  }
  async function untilHeld(mib: number): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while ((await heldMib()) !== mib) {
      if (Date.now() > end) throw new Error(`${await heldMib()} MiB are reserved, not ${mib}.`);
      await sleep(20);
    }
  }

  it('are answered 503 with Retry-After before they are read, while small ones go on', async () => {
    beginFindings();
    beginFindings();
    await untilHeld(2 * FINDINGS_MIB);
    const turnedAway = await answerTo(beginFindings());
    expect(turnedAway.statusCode).toBe(503);
    expect(Number(turnedAway.headers['retry-after'])).toBeGreaterThan(0);
    expect((await send(report)).status).toBe(200);
    expect((await service.admin.get(`/quality/gates/status/${scanId}`)).status).toBe(200);
  });

  it('are turned away whatever they bring', async () => {
    beginFindings();
    beginFindings();
    beginChanges();
    beginChanges();
    await untilHeld(2 * FINDINGS_MIB + 2 * CHANGES_MIB);
    expect((await answerTo(beginChanges())).statusCode).toBe(503);
  });

  it('are turned away where unpacked they might be too large', async () => {
    beginFindings();
    beginFindings();
    await untilHeld(2 * FINDINGS_MIB);
    const answer = await send(gzipSync(report));
    expect(answer.body).toMatchObject({ status: 503, code: 'unavailable' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('leave where their connection is closed before anything of them is read', async () => {
    const { hostname, port } = new URL(service.url);
    const head = [
      `POST /api/scans/${scanId}/findings HTTP/1.1`,
      `Host: ${hostname}`,
      `Authorization: ${headers.authorization}`,
    ];
    const broken = [
      [...head, 'Transfer-Encoding: chunked', '', 'no chunk', ''],
      [...head, 'Transfer-Encoding: chunked', 'Content-Type: multipart/form-data; boundary=b', '', 'no chunk', ''],
    ];
    for (let round = 0; round < 4; round += 1)
      for (const lines of broken) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined).resume();
        socket.write(lines.join('\r\n'));
        await once(socket, 'close');
      }
    await sleep(200);
    await untilHeld(0);
    expect((await send(gzipSync(report))).status).toBe(200);
  });

  it('leave when they are answered, and when they break off', async () => {
    const first = beginFindings();
    const second = beginFindings();
    await untilHeld(2 * FINDINGS_MIB);
    first.end(report);
    expect((await answerTo(first)).statusCode).toBe(200);
    await untilHeld(FINDINGS_MIB);
    second.destroy();
    await untilHeld(0);
    expect((await send(gzipSync(report))).status).toBe(200);
  });

  it('are read in turn where many come at once, also when some of them break off', async () => {
    const large = `${report}${' '.repeat(4 * MIB)}`;
    const uploads = Array.from({ length: 6 }, () => send(large));
    const broken = Array.from({ length: 3 }, beginChanges);
    for (const upload of broken) upload.write(large);
    await sleep(20);
    for (const upload of broken) upload.destroy();
    expect((await Promise.all(uploads)).map(({ status }) => status)).toEqual(Array(6).fill(200));
  });
});
