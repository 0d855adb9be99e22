import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Runs work while so many changes a second of scans that do not exist are announced, as those of other tenants are. */
export async function withForeignChanges(database, perSecond, work) {
  const client = new pg.Client(database);
  await client.connect();
  let isDone = false;
  const announcing = announce();
  try {
    return await work();
  } finally {
    isDone = true;
    await announcing;
    await client.end();
  }

  async function announce() {
    const begunAt = performance.now();
    for (let announced = 0; !isDone; await sleep(2)) {
      const due = Math.floor(((performance.now() - begunAt) * perSecond) / 1000) - announced;
      await client.query(
        `SELECT pg_notify('quality_gate_changes', 'scan:0/' || $1::int + n) FROM generate_series(1, $2) AS n`,
        [announced, due],
      );
      announced += due;
    }
  }
}
