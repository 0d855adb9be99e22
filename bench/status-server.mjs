/**
 * One of the servers that bench/status.mjs compares, in a process of its own: reads what to serve as one JSON argument,
 * prints its port, and ends with SIGTERM.
 *
 * `bare` is the yardstick: node:http, and one named SELECT by primary key through pg that answers the stored text.
 * `service` is the whole service, with or without what it holds in memory.
 */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const POOL_SIZE = 20;
const NO_LIMIT = 10_000_000;
const wanted = JSON.parse(process.argv[2]);
const port = wanted.kind === 'bare' ? await serveBare(wanted) : await serveService(wanted);
process.stdout.write(`${port}\n`);

async function serveBare({ database }) {
  const pool = new pg.Pool({ ...database, max: POOL_SIZE });
  const server = createServer((request, response) => {
    const id = request.url.slice(request.url.lastIndexOf('/') + 1);
    pool.query({ name: 'body', text: 'SELECT body FROM bench_bodies WHERE id = $1', values: [id] }).then(
      ({ rows: [row] }) => {
        response.writeHead(row ? 200 : 404, { 'Content-Type': 'application/json; charset=utf-8' });
        response.end(row?.body);
      },
      () => response.writeHead(503).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

async function serveService({ database, dataDir, password, isCacheOff }) {
  const built = new URL('../dist/src/', import.meta.url);
  const [{ createApplication }, { parseConfig }, { createLogger }, { SystemClock }] = await Promise.all(
    ['application', 'platform/config/parse-config', 'platform/logging/logger', 'platform/clock'].map(
      (name) => import(new URL(`${name}.js`, built)),
    ),
  );
  const { FirstStart } = await import(new URL('modules/first-start/first-start.js', built));
  const { config } = parseConfig({
    DATA_DIR: dataDir,
    ADMIN_EMAIL: 'admin@example.test',
    ADMIN_PASSWORD: password,
    RATE_LIMIT_STATUS: String(NO_LIMIT),
    MAX_CONNECTIONS_PER_ADDRESS: '100000',
    LOG_LEVEL: 'warn',
  });
  const app = await createApplication({
    config,
    database,
    logger: createLogger(config.logging.level),
    clock: new SystemClock(),
    poolSize: POOL_SIZE,
    isCacheOff,
    reportWorker: { entry: fileURLToPath(new URL('report-worker.js', built)) },
  });
  await app.get(FirstStart).run();
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
  await app.listen(0, '127.0.0.1');
  return Number(new URL(await app.getUrl()).port);
}
