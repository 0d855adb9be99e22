import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { type PrivateApp, startPrivateApp } from '../support/private-app.js';

let service: PrivateApp;

beforeAll(async () => {
  service = await startPrivateApp();
});
afterAll(() => service.stop());

describe('a statement that takes long and says nothing meanwhile', () => {
  it('is distinguished from a connection that will never answer', async () => {
    const rows = await service.app.get(DataSource).query<object[]>('SELECT pg_sleep(6), 42 AS answer');
    expect(rows).toMatchObject([{ answer: 42 }]);
  });
});

describe('a load whose rows never arrive', () => {
  it('is ended, although its statement runs', async () => {
    const runner = service.app.get(DataSource).createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    client.on('error', () => undefined);
    await runner.query('CREATE TEMPORARY TABLE to_come (n integer)');
    const load = client.query(copyFrom('COPY to_come FROM STDIN'));
    expect(await once(load, 'error').catch((error: unknown) => [error])).toMatchObject([
      { message: 'Connection terminated unexpectedly' },
    ]);
    await runner.release().catch(() => undefined);
    expect((await service.admin.get('/repos')).status).toBe(200);
  });
});
