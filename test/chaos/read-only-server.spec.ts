import pg from 'pg';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('a database that takes no writes for a while, as a standby after a failover', () => {
  let service: TestApp;
  let server: pg.Client;

  beforeAll(async () => {
    service = await startTestApp({}, { poolSize: 1 });
    server = new pg.Client({ ...service.database.admin, ssl: false });
    await server.connect();
  });
  afterAll(async () => {
    await server.end();
    await service.stop();
  });

  const setReadOnly = (isReadOnly: boolean) =>
    server.query(
      `ALTER ROLE qg_app IN DATABASE ${server.escapeIdentifier(service.database.app.database)}
       ${isReadOnly ? 'SET default_transaction_read_only = on' : 'RESET default_transaction_read_only'}`,
    );
  const dropConnections = () =>
    server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'qg_app'`, [
      service.database.app.database,
    ]);

  it('is answered 503 with Retry-After, and written to as soon as it takes writes again', async () => {
    await setReadOnly(true);
    await dropConnections();
    const refused = await service.admin.post('/repos', { name: 'acme/refused' });
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    await setReadOnly(false);
    expect((await service.admin.post('/repos', { name: 'acme/taken' })).status).toBe(201);
  });
});
