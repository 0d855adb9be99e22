import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';

/** A conversion of stored data that is too long for one transaction. It runs after the migrations of the schema. */
export interface DataMigration {
  /** Recorded when it is finished; never changed. */
  readonly name: string;
  /** Number of batches left, for the log. */
  countLeft(db: EntityManager): Promise<number>;
  /**
   * Converts one batch in the open transaction, which is committed behind it: an interrupted start continues with the batch
   * after. Answers whether all is converted.
   */
  run(db: EntityManager): Promise<boolean>;
}

type ProgressLog = Pick<Logger, 'info'>;

/** Pause between two lines of the log. */
const LOG_EVERY_MS = 5_000;

/** Runs those that are not finished yet, one after the other, as the role that owns the schema. */
export async function migrateData(
  source: DataSource,
  migrations: readonly DataMigration[],
  log: ProgressLog,
): Promise<void> {
  for (const migration of migrations) {
    if (!(await isFinished(source.manager, migration))) await finish(source, migration, log);
  }
}

async function isFinished(db: EntityManager, { name }: DataMigration): Promise<boolean> {
  const rows: unknown[] = await db.query('SELECT FROM public.data_migrations WHERE name = $1', [name]);
  return rows.length > 0;
}

async function finish(source: DataSource, migration: DataMigration, log: ProgressLog): Promise<void> {
  const { name } = migration;
  const total = await migration.countLeft(source.manager);
  let loggedAt = Date.now();
  for (let done = 0; !(await runBatch(source, migration));) {
    done += 1;
    if (Date.now() - loggedAt < LOG_EVERY_MS) continue;
    loggedAt = Date.now();
    log.info({ migration: name, done, total }, 'Stored data is being converted.');
  }
  if (total > 0) log.info({ migration: name, total }, 'Stored data was converted.');
}

const runBatch = (source: DataSource, migration: DataMigration): Promise<boolean> =>
  source.transaction(async (db) => {
    const isFinished = await migration.run(db);
    if (isFinished) await db.query('INSERT INTO public.data_migrations (name) VALUES ($1)', [migration.name]);
    return isFinished;
  });
