import pg from 'pg';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const LOCK_TIMEOUT_MS = 10_000;

let service: TestApp;
let owner: pg.Client;

beforeAll(async () => {
  service = await startTestApp();
  owner = new pg.Client({ ...service.database.admin });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

it('answers 503 to a request that waits for a lock for ten seconds, and serves the next one', async () => {
  const create = () => service.admin.post('/repos', { name: 'acme/web' });
  await owner.query('BEGIN; LOCK TABLE public.repos IN ACCESS EXCLUSIVE MODE');
  const from = performance.now();
  const refused = await create();
  expect(performance.now() - from).toBeGreaterThanOrEqual(LOCK_TIMEOUT_MS);
  expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(refused.headers.get('retry-after')).toBe('2');
  await owner.query('ROLLBACK');
  expect((await create()).status).toBe(201);
}, 120_000);
