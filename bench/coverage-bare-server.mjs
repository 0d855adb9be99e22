/**
 * The least that coverage could cost: node:http, pg, and nothing else. Reads its database as one JSON argument, prints its
 * port, and ends with SIGTERM.
 *
 * - `GET /<scan id>` lists the files of the scan by one SELECT from `bench_listed` and JSON.stringify.
 * - `POST /` receives the bytes of a report, has a thread parse them, and stores the rows of such a report by one COPY:
 *   no form, nobody to be let in, no paths, no digest, no index, no row security, and the rows are ready from the first
 *   time on.
 */
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { FILE_COLUMNS, tuplesOfReport } from './support/coverage-rows.mjs';
import { parserThread } from './support/parser-thread.mjs';

const built = (name) => import(new URL(`../dist/src/${name}.js`, import.meta.url));
const { COPY_HEADER, COPY_TRAILER } = await built('platform/database/tuple-writer');

const client = new pg.Client(JSON.parse(process.argv[2]));
await client.connect();
const columns = FILE_COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ');
await client.query(`CREATE TABLE bench_rows (${columns})`);
const parser = parserThread();
const SELECT = `SELECT file_path, lines_total, lines_covered, branches_total, branches_covered, report_format
  FROM bench_listed WHERE org_id = 1 AND scan_id = $1 ORDER BY file_path`;

const server = createServer((request, response) => {
  const answer = request.method === 'POST' ? take(request) : list(request.url.slice(1));
  answer.then(
    (text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text),
    (error) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.once('SIGTERM', () => process.exit(0));

async function list(scanId) {
  const { rows } = await client.query(SELECT, [scanId]);
  return JSON.stringify({ scan_id: scanId, files: rows });
}

async function take(request) {
  const bytes = await receive(request);
  await parser.parse(bytes);
  await pipeline(
    Readable.from([COPY_HEADER, ...tuplesOf(bytes), COPY_TRAILER], { objectMode: false }),
    client.query(copyFrom('COPY bench_rows FROM STDIN (FORMAT binary)')),
  );
  return '{}';
}

async function receive(request) {
  const bytes = new Uint8Array(new SharedArrayBuffer(Number(request.headers['content-length'])));
  let length = 0;
  for await (const chunk of request) {
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes;
}

/** Made once: reports of one length are the same report. */
const known = new Map();
function tuplesOf(bytes) {
  if (!known.has(bytes.length)) known.set(bytes.length, [tuplesOfReport(bytes)]);
  return known.get(bytes.length);
}
