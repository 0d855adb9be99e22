import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApplication } from '../../../src/application.js';
import { FirstUserWriter } from '../../../src/modules/people/auth/first-user.writer.js';
import { FirstStart } from '../../../src/modules/show/first-start/first-start.js';
import { parseConfig } from '../../../src/platform/config/parse-config.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { SystemClock } from '../../../src/platform/time/clock.js';
import { ApiClient } from '../../support/api-client.js';
import { threadScript } from '../../support/host/hosts-of-run.js';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.js';

let database: TestDatabase;
let dataDir: string;
const running: NestExpressApplication[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'quality-gate-first-start-'));
});
afterEach(async () => {
  for (const app of running.splice(0)) await app.close();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<{ app: NestExpressApplication; client: ApiClient }> {
  const parsed = parseConfig({ DATA_DIR: dataDir, ADMIN_EMAIL: 'root@example.test', ADMIN_ORG: 'acme' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const app = await createApplication({
    config: parsed.config,
    database: database.app,
    logger: createLogger('fatal'),
    clock: new SystemClock(),
    poolSize: 4,
    reportWorker: { entry: threadScript('report-worker') },
  });
  await app.listen(0, '127.0.0.1');
  running.push(app);
  return { app, client: new ApiClient(await app.getUrl(), {}) };
}

it('makes the administrator, a password and an organization whose gate judges, once', async () => {
  const instances = [await start(), await start()];
  const made = await Promise.all(instances.map(({ app }) => app.get(FirstStart).run()));
  const [admin, ...others] = made.filter((one) => one !== null);
  expect(others).toEqual([]);
  expect(admin).toMatchObject({ email: 'root@example.test', password: expect.stringMatching(/^[\w-]{24}$/) });

  const client = await instances[0]!.client.login('root@example.test', admin!.password!);
  expect((await client.get('/auth/me')).body).toMatchObject({ role: 'SUPER_ADMIN', org: { slug: 'acme' } });
  expect((await client.get('/members')).body.members).toMatchObject([{ role: 'ORG_OWNER' }]);
  expect((await client.get('/quality/gates/config')).body).toMatchObject({ enabled: true, policy_version: 'v1' });
  expect(await instances[1]!.app.get(FirstStart).run()).toBeNull();

  const token = (await instances[0]!.client.post('/auth/login', {
    email: 'root@example.test',
    password: admin!.password,
  })) as { body: { access_token: string } };
  // the key of the data folder is one for both, and out of the reach of others
  expect((await instances[1]!.client.withToken(token.body.access_token).get('/auth/me')).status).toBe(200);
  expect((await stat(path.join(dataDir, 'jwt-private-key.pem'))).mode & 0o777).toBe(0o600);
});

it('is completed by the next start where it broke off between the user and the policy, and that happens once', async () => {
  const [brokenOff, next] = [await start(), await start()];
  const admin = await brokenOff.app.get(FirstUserWriter).makeUnlessThereIsOne();
  expect(await next.app.get(FirstStart).run()).toBeNull();
  const client = await next.client.login('root@example.test', admin!.password!);
  const config = () => client.get('/quality/gates/config');
  expect((await config()).body).toMatchObject({ enabled: true, policy_version: 'v1' });

  const made = await client.post('/orgs', { name: 'Other', slug: 'other' });
  expect((await client.put('/quality/gates/config', { enabled: false })).status).toBe(200);
  expect(await next.app.get(FirstStart).run()).toBeNull();
  expect((await config()).body).toMatchObject({ enabled: false, policy_version: 'v2' });
  const other = await client.get('/quality/gates/config', { 'x-org-id': String(made.body.id) });
  expect(other.body).toMatchObject({ configured: false, policy_version: 'v0' });
});
