/**
 * One of the servers that bench/support/route-bench.mjs compares, in a process of its own: reads what to serve as one JSON
 * argument, prints its port, and ends with SIGTERM.
 *
 * `bare` and `bare-scan` are yardsticks: node:http, and one named SELECT by primary key through pg, that of a stored text or
 * of a scan's row. `service` is the whole service, with or without what it holds in memory.
 */
import { createServer } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';

const POOL_SIZE = 20;
const NO_LIMIT = 10_000_000;
const wanted = JSON.parse(process.argv[2]);
const BARE = { bare: toStoredText, 'bare-scan': toScan };
const port = wanted.kind === 'service' ? await serveService(wanted) : await serveBare(wanted);
process.stdout.write(`${port}\n`);

async function serveBare({ kind, database }) {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ ...database, max: POOL_SIZE });
  const { statement, toBody } = BARE[kind]();
  const server = createServer((request, response) => {
    const id = request.url.slice(request.url.lastIndexOf('/') + 1);
    pool.query({ ...statement, values: [id] }).then(
      ({ rows: [row] }) => {
        response.writeHead(row ? 200 : 404, { 'Content-Type': 'application/json; charset=utf-8' });
        response.end(row && toBody(row));
      },
      () => response.writeHead(503).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

function toStoredText() {
  const statement = { name: 'body', text: 'SELECT body FROM bench_bodies WHERE id = $1' };
  return { statement, toBody: ({ body }) => body };
}

/** The body of GET /scans/:id. */
function toScan() {
  const text = `SELECT id, repo_id, branch, commit_sha, pr_number, base_branch, base_sha, group_members, tree_sha, reused_scan_id, default_branch, is_baseline_scan,
      is_untrusted, state, gate_status, direction, failure_reason, expected_uploads, expected_reports, uploads_received, fixed_count, created_at, deadline_at, completed_at,
      details_expired_at
    FROM scans WHERE org_id = 1 AND id = $1`;
  const toBody = ({
    state,
    failure_reason,
    fixed_count,
    created_at,
    deadline_at,
    completed_at,
    details_expired_at,
    ...row
  }) =>
    JSON.stringify({
      id: row.id,
      scan_id: row.id,
      repo_id: row.repo_id,
      branch: row.branch,
      commit_sha: row.commit_sha,
      pr_number: row.pr_number,
      base_branch: row.base_branch,
      base_sha: row.base_sha,
      merge_group: row.group_members,
      tree_sha: row.tree_sha,
      reused_scan_id: row.reused_scan_id,
      default_branch: row.default_branch,
      is_baseline_scan: row.is_baseline_scan,
      is_untrusted: row.is_untrusted,
      status: state,
      gate_status: row.gate_status,
      direction: row.direction,
      reason: failure_reason,
      expected_uploads: row.expected_uploads,
      expected_reports: row.expected_reports,
      uploads_received: row.uploads_received,
      warnings: [],
      fixed: fixed_count,
      created_at: created_at.toISOString(),
      deadline_at: deadline_at.toISOString(),
      completed_at: completed_at?.toISOString() ?? null,
      details_expired_at: details_expired_at?.toISOString() ?? null,
      dashboard_url: null,
    });
  return { statement: { name: 'scan', text }, toBody };
}

async function serveService({ database, dataDir, password, isCacheOff, dist }) {
  const built = dist ? pathToFileURL(`${dist}/src/`) : new URL('../../dist/src/', import.meta.url);
  const [{ createApplication }, { parseConfig }, { createLogger }, { SystemClock }] = await Promise.all(
    ['application', 'platform/config/parse-config', 'platform/logging/logger', 'platform/time/clock'].map(
      (name) => import(new URL(`${name}.js`, built)),
    ),
  );
  const { FirstStart } = await import(new URL('modules/show/first-start/first-start.js', built));
  const { config } = parseConfig({
    DATA_DIR: dataDir,
    ADMIN_EMAIL: 'admin@example.test',
    ADMIN_PASSWORD: password,
    RATE_LIMIT_STATUS: String(NO_LIMIT),
    RATE_LIMIT_DEFAULT: String(NO_LIMIT),
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
