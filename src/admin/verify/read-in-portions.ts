import type pg from 'pg';

/** Reads the rows of a statement from a cursor, in portions, inside the open transaction: they may exceed the memory. */
export async function* readInPortions<Row extends pg.QueryResultRow>(
  client: pg.Client,
  { text, values, portion }: { text: string; values: unknown[]; portion: number },
): AsyncGenerator<Row[]> {
  await client.query(`DECLARE portions NO SCROLL CURSOR FOR ${text}`, values);
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${portion} FROM portions`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query('CLOSE portions');
}
