// The least that storing findings as rows could cost: a binary COPY of whole rows, as versions before segments stored them,
// into a table like theirs with its primary key and one index.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { findingsOf } from '../findings-generator.mjs';

const CREATE = `
  CREATE TABLE copied_findings (
    org_id bigint NOT NULL, scan_id bigint NOT NULL, id bigint NOT NULL, issue_id bigint NOT NULL,
    first_seen_scan_id bigint NOT NULL, tool text NOT NULL, rule_id text NOT NULL, type text NOT NULL,
    severity text NOT NULL, debt_kind text NOT NULL, file_path text, start_line integer, start_column integer,
    end_line integer, end_column integer, message text NOT NULL, fingerprint bytea NOT NULL, is_new boolean NOT NULL,
    matched_by text, new_because text, is_suppressed boolean NOT NULL, is_suppressed_on_base boolean NOT NULL,
    nearest jsonb, was jsonb, clone json, features bytea NOT NULL,
    PRIMARY KEY (org_id, scan_id, id)
  );
  CREATE INDEX ON copied_findings (org_id, issue_id)`;

/** Bytes that the features of a finding took. */
const FEATURE_BYTES = 152;
const ROWS_PER_INSERT = 5_000;

/** Connects as `superuser`, whom row security does not hold back, and makes the table. */
export async function openRawCopy(superuser) {
  const client = new pg.Client(superuser);
  await client.connect();
  await client.query(CREATE);
  let scans = 0;
  return {
    /** Rows of so many generated findings as a binary COPY writes them. */
    rowsOf: async (count) => {
      scans += 1;
      await client.query('CREATE TEMPORARY TABLE made (LIKE copied_findings)');
      for (let from = 0; from < count; from += ROWS_PER_INSERT)
        await insert(client, scans, from, findingsOf(from, Math.min(count, from + ROWS_PER_INSERT), false));
      const rows = await buffer(client.query(copyTo('COPY made TO STDOUT (FORMAT binary)')));
      await client.query('DROP TABLE made');
      return rows;
    },
    copy: (rows) =>
      pipeline(
        Readable.from([rows], { objectMode: false }),
        client.query(copyFrom('COPY copied_findings FROM STDIN (FORMAT binary)')),
      ),
    close: () => client.end(),
  };
}

async function insert(client, scan, from, findings) {
  const column = (of) => findings.map(of);
  await client.query(
    `INSERT INTO made SELECT 1, $1, $2 + n, $2 + n, 1, 'analyzer', rule, 'code_smell', 'medium', 'other', path, line, col,
       line, end_col, message, fingerprint, false, 'unchanged', NULL, false, false, NULL, NULL, NULL, features
     FROM unnest($3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::text[], $9::bytea[], $10::bytea[])
       WITH ORDINALITY AS f (rule, path, line, col, end_col, message, fingerprint, features, n)`,
    [
      scan,
      from,
      column(({ ruleId }) => ruleId),
      column(({ filePath }) => filePath),
      column(({ region }) => region.startLine),
      column(({ region }) => region.startColumn),
      column(({ region }) => region.endColumn),
      column(({ message }) => message),
      column(() => randomBytes(8)),
      column(() => randomBytes(FEATURE_BYTES)),
    ],
  );
}
