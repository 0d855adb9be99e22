// A service of its own whose clock can be moved back, so that what an instance is filled with happens over weeks.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { freePort, root, scratchFolder } from '../support/running-service.mjs';
import { STARTED_DAYS_AGO } from './instance.mjs';

export const EMAIL = 'you@harbor.example';
export const PASSWORD = 'only for this one run';
const DAY_MS = 86_400_000;
const POOL_SIZE = 10;
const NO_LIMIT = '1000000';

/**
 * Starts the built service in this process, with an empty database.
 *
 * @param build folder with `dist` and `dist-web`; by default the project's
 * @returns its address; `moveTo`, which sets its clock to that many days before now; `dateUploads`, which dates uploads of
 *   coverage as their scans, since the database dates them by its own clock; and `stop`
 */
export async function startSampleService(build = root) {
  const load = (name) => import(pathToFileURL(path.join(build, 'dist', `${name}.js`)).href);
  const { createApplication } = await load('src/application');
  const { parseConfig } = await load('src/platform/config/parse-config');
  const { openDatabase } = await load('src/platform/database/open-database');
  const { prepareDatabase } = await load('src/platform/database/prepare-database');
  const { appConnection } = await load('src/platform/database/connection');
  const { createLogger } = await load('src/platform/logging/logger');
  const { FirstStart } = await load('src/modules/show/first-start/first-start');
  const { MIGRATIONS } = await load('ormconfig');

  const dataDir = scratchFolder();
  const port = await freePort();
  const { config } = parseConfig({
    ...{ DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(port), ADMIN_EMAIL: EMAIL, ADMIN_PASSWORD: PASSWORD },
    ...{ LOG_LEVEL: 'error', RATE_LIMIT_DEFAULT: NO_LIMIT, RATE_LIMIT_UPLOAD: NO_LIMIT, RATE_LIMIT_LOGIN: '1000' },
  });
  const logger = createLogger(config.logging.level);
  const database = await openDatabase(config, logger);
  await prepareDatabase(database.admin, MIGRATIONS);
  let backMs = STARTED_DAYS_AGO * DAY_MS;
  const app = await createApplication({
    config,
    logger,
    database: appConnection(database.admin),
    clock: { now: () => new Date(Date.now() - backMs) },
    poolSize: POOL_SIZE,
    dashboardFolder: path.join(build, 'dist-web'),
    reportWorker: { entry: pathToFileURL(path.join(build, 'dist/src/report-worker.js')) },
  });
  await app.get(FirstStart).run();
  await app.listen(port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    moveTo: (daysAgo) => (backMs = daysAgo * DAY_MS),
    dateUploads: () => dateUploads(database.admin),
    stop: async () => {
      await app.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function dateUploads({ host, port, user, password, database }) {
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  await client.query(`UPDATE coverage_uploads u SET uploaded_at = s.completed_at
    FROM scans s WHERE s.org_id = u.org_id AND s.id = u.scan_id AND s.completed_at IS NOT NULL`);
  await client.end();
}
