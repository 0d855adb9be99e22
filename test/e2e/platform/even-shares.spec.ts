import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { anOrganization, type TestOrganization } from '../../support/actors.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** More than may wait. */
const FLOOD = 1_040;
const SOME = 20;
const PATIENCE_MS = 20_000;

describe('an organization that asks for far too much', () => {
  let service: TestApp;
  let other: TestOrganization;
  let blocker: pg.Client;

  beforeAll(async () => {
    service = await startTestApp({}, { poolSize: 4 });
    other = await anOrganization(service);
    blocker = new pg.Client({ ...service.database.admin, ssl: false });
    await blocker.connect();
  });
  afterAll(async () => {
    await blocker.end();
    await service.stop();
  });

  it('is turned away itself, while another is served as ever', async () => {
    const { body } = await service.admin.post('/scans', { repo: 'acme/web', branch: 'main' });
    const scanId = body.scan_id as number;
    const others = (await other.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.scan_id as number;

    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM scans WHERE id = $1 FOR UPDATE', [scanId]);
    const flood: number[] = [];
    const flooding = Array.from({ length: FLOOD }, async () => {
      flood.push((await service.admin.post(`/scans/${scanId}/complete`, {})).status);
    });
    const before = Date.now();
    while (flood.length === 0 && Date.now() < before + PATIENCE_MS) await sleep(10);
    const served: number[] = [];
    for (let index = 0; index < 10; index += 1) served.push((await other.admin.get(`/scans/${others}`)).status);
    const many = await Promise.all(Array.from({ length: SOME }, () => other.admin.get('/scans')));
    const beforeRelease = [...flood];
    await blocker.query('ROLLBACK');
    await Promise.all(flooding);

    expect(new Set([...served, ...many.map(({ status }) => status)])).toEqual(new Set([200]));
    expect(beforeRelease.length).toBeGreaterThan(0);
    expect(new Set(beforeRelease)).toEqual(new Set([503]));
    expect((await service.admin.get('/org')).status).toBe(200);
  });
});
