/**
 * The least that listing the files of a scan could cost: node:http, one SELECT through pg, JSON.stringify. Reads its
 * database and the scan as one JSON argument, prints its port, and ends with SIGTERM.
 */
import { createServer } from 'node:http';
import pg from 'pg';

const { database, scanId } = JSON.parse(process.argv[2]);
const pool = new pg.Pool(database);
const SELECT = `SELECT file_path, lines_total, lines_covered, branches_total, branches_covered, report_format
  FROM coverage_files WHERE scan_id = $1 ORDER BY file_path COLLATE "C"`;

const server = createServer((_request, response) => {
  pool.query(SELECT, [scanId]).then(
    ({ rows }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ scan_id: scanId, files: rows }));
    },
    (error) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.once('SIGTERM', () => process.exit(0));
