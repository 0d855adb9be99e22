// The least that storing findings could cost: a binary COPY of the same rows into a table like theirs, with its indexes.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Connects as `superuser`, whom row security does not hold back, and makes the table. */
export async function openRawCopy(superuser) {
  const client = new pg.Client(superuser);
  await client.connect();
  await client.query('CREATE TABLE copied_findings (LIKE findings INCLUDING ALL)');
  return {
    /** The stored rows of a scan as a binary COPY writes them. */
    rowsOf: (scanId) => {
      const select = `SELECT * FROM findings WHERE scan_id = ${Number(scanId)} ORDER BY id`;
      return buffer(client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`)));
    },
    copy: (rows) =>
      pipeline(
        Readable.from([rows], { objectMode: false }),
        client.query(copyFrom('COPY copied_findings FROM STDIN (FORMAT binary)')),
      ),
    close: () => client.end(),
  };
}
