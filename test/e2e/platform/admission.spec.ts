import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { poolOf } from '../../../src/platform/database/pool-of.js';
import { metricsOf } from '../../support/metrics.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';

/** Number of requests that may wait; each one beyond is refused. */
const MAX_WAITING = 1_000;
const TOO_MANY = 5;

describe('more requests than the database has time for', () => {
  let service: PrivateApp;

  beforeAll(async () => {
    service = await startPrivateApp({}, { poolSize: 1 });
  });
  afterAll(() => service.stop());

  const busyConnections = async () =>
    Number(/^qgate_database_connections\{state="busy"\} (\d+)$/m.exec(await metricsOf(service))![1]);

  it('are answered 503 with Retry-After, while statuses and probes are answered as ever; then the service goes on', async () => {
    const { admin, anonymous } = service;
    const scanId = (await admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.scan_id as number;
    await admin.post(`/scans/${scanId}/complete`, {});
    const status = await admin.get(`/quality/gates/status/${scanId}`);

    const onlyConnection = await poolOf(service.app.get(DataSource)).connect();
    expect(await busyConnections()).toBe(1);
    let isReleased = false;
    const answers: { status: number; retryAfter: string | null; isBefore: boolean }[] = [];
    const asked = Array.from({ length: MAX_WAITING + TOO_MANY }, async () => {
      const { status: code, headers } = await admin.get('/org');
      answers.push({ status: code, retryAfter: headers.get('retry-after'), isBefore: !isReleased });
    });
    while (answers.length < TOO_MANY) await sleep(10);

    expect((await admin.get(`/quality/gates/status/${scanId}`)).body).toEqual(status.body);
    expect((await anonymous.get('/health/live')).status).toBe(200);
    expect((await anonymous.get('/health/ready')).status).toBe(200);
    isReleased = true;
    onlyConnection.release();
    await Promise.all(asked);

    const before = answers.filter(({ isBefore }) => isBefore);
    expect(before.length).toBeGreaterThanOrEqual(TOO_MANY);
    expect(before.every(({ status: code, retryAfter }) => code === 503 && Number(retryAfter) > 0)).toBe(true);
    expect([...new Set(answers.map(({ status: code }) => code))].sort()).toEqual([200, 503]);
    expect((await admin.get('/org')).status).toBe(200);
  });
});
