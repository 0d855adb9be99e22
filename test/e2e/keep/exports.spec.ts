import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Far more than the buffers of a connection take. */
const FINDINGS = 20_000;
const PATIENCE_MS = 10_000;

describe('exports', () => {
  let service: TestApp;
  let other: TestOrganization;
  let scanId: number;
  let otherScanId: number;
  let socket: Socket | undefined;

  const aScan = async (admin: ApiClient, findings: number): Promise<number> => {
    const id = (await admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.scan_id as number;
    const results = Array.from({ length: findings }, (_, index) => ({ rule: 'r', path: 'a.ts', line: index + 1 }));
    await admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results) });
    return id;
  };

  beforeAll(async () => {
    service = await startTestApp();
    other = await anOrganization(service);
    scanId = await aScan(service.admin, FINDINGS);
    otherScanId = await aScan(other.admin, 2);
  });
  afterEach(() => socket?.destroy());
  afterAll(() => service.stop());

  /** A client that begins an export of the first organization and does not read it. */
  async function beginExport(): Promise<Socket> {
    const { key } = await anApiKey(service, { scopes: ['read:scans'] });
    const { hostname, port } = new URL(service.url);
    const client = connect(Number(port), hostname);
    client.write(`GET /api/scans/${scanId}/sarif HTTP/1.1\r\nHost: ${hostname}\r\nX-API-Key: ${key}\r\n\r\n`);
    await once(client, 'readable');
    return client;
  }

  async function untilExported(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while ((await service.admin.get('/audit-log?format=csv')).status !== 200) {
      if (Date.now() > end) throw new Error('The organization still has an export under way.');
      await sleep(20);
    }
  }

  it('are one at a time for each organization, and 503 with Retry-After beyond', async () => {
    socket = await beginExport();
    for (const path of [
      `/scans/${scanId}/sarif`,
      '/audit-log?format=csv',
      `/scans/${scanId}/findings/columns?limit=20001`,
    ]) {
      const { status, body, headers } = await service.admin.get(path);
      expect([path, status, body.code]).toEqual([path, 503, 'unavailable']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    for (const path of [
      '/audit-log?format=csv&limit=2',
      '/audit-log',
      `/scans/${scanId}/findings?limit=1`,
      `/scans/${scanId}/findings/columns`,
    ])
      expect([path, (await service.admin.get(path)).status]).toEqual([path, 200]);
    for (const path of [`/scans/${otherScanId}/sarif`, '/audit-log?format=csv'])
      expect([path, (await other.admin.get(path)).status]).toEqual([path, 200]);
  });

  it('make room when they are at their end, when they fail and when their client leaves', async () => {
    socket = await beginExport();
    socket.destroy();
    await untilExported();
    expect((await service.admin.get('/scans/999999/sarif')).status).toBe(404);
    await untilExported();
    expect((await service.admin.get(`/scans/${scanId}/sarif`)).status).toBe(200);
    await untilExported();
  });
});
