import type { QueryRunner } from 'typeorm';

/** As `buildIndex` of migrations/concurrent-index.ts, in the one transaction of the takeover, while no instance serves. */
export async function buildIndex(
  db: Pick<QueryRunner, 'query'>,
  name: string,
  definition: string,
  kind: 'UNIQUE' | '' = '',
): Promise<void> {
  await db.query(`DROP INDEX IF EXISTS ${name}`);
  await db.query(`CREATE ${kind} INDEX ${name.split('.').at(-1)} ${definition}`);
}
