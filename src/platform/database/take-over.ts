import type pg from 'pg';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { DISTRIBUTED_TABLES, listDistributed } from './citus.js';
import { compareSchemas, describeSchema, describeSchemaIn, type SchemaDescription } from './describe-schema.js';

/** Way from databases that were made before the first migration to the schema that it makes. */
export interface Takeover {
  /** Commit of the oldest version whose databases are taken over, the names of its migrations and of its conversions of data. */
  readonly oldest: string;
  readonly migrations: readonly string[];
  readonly conversions: readonly string[];
  /** The schema of that version, and that of the first migration. */
  readonly before: SchemaDescription;
  readonly after: SchemaDescription;
  /** Migrations of the versions between, then what is left to do. */
  readonly steps: readonly (new () => MigrationInterface)[];
  readonly finish: (db: QueryRunner) => Promise<void>;
  /** The first migration, which stands for all of that. */
  readonly first: { readonly name: string; readonly timestamp: number };
}

/** Differences that an error names. */
const NAMED = 5;

type Client = Pick<pg.ClientBase, 'query'>;

/**
 * Answers whether a database is to be taken over. Changes nothing.
 *
 * @throws Error where it is of a version that is too old, or its schema is not the one of its version
 */
export async function needsTakeover(client: Client, takeover: Takeover): Promise<boolean> {
  const ran = new Set(await listNames(client, 'public.migrations'));
  if (ran.size === 0 || ran.has(takeover.first.name)) return false;
  const converted = new Set(await listNames(client, 'public.data_migrations'));
  const missing = [
    ...takeover.migrations.filter((name) => !ran.has(name)),
    ...takeover.conversions.filter((name) => !converted.has(name)),
  ];
  if (missing.length > 0)
    throw new Error(
      `This version cannot upgrade the version of the database: it lacks ${missing.length} migrations, the first of which is ` +
        `${missing[0]}. Nothing was changed. Start the version of commit ${takeover.oldest} once, then this one (docs/upgrade.md).`,
    );
  // a schema that is on its way through the steps is compared at their end
  if (takeover.steps.every(({ name }) => !ran.has(name)))
    refuseDifferences(takeover.before, await describeSchema(client), await listDistributed(client));
  return true;
}

async function listNames(client: Client, table: string): Promise<string[]> {
  const { rows: tables } = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    table,
  ]);
  if (!tables[0]?.exists) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${table}`);
  return rows.map(({ name }) => name);
}

/**
 * Takes a database over, where it is to be, in one transaction as its owner. Answers whether it did.
 *
 * @throws Error as `needsTakeover`, or where the schema is not that of the first migration at the end; nothing is changed then
 */
export async function takeOver(source: DataSource, takeover: Takeover): Promise<boolean> {
  const { first, steps, finish, after } = takeover;
  const runner = source.createQueryRunner();
  try {
    const client = (await runner.connect()) as pg.PoolClient;
    if (!(await needsTakeover(client, takeover))) return false;
    const distributed = await listDistributed(client);
    await runner.startTransaction();
    const ran = new Set(await listNames(client, 'public.migrations'));
    for (const Step of steps) if (!ran.has(Step.name)) await new Step().up(runner);
    await finish(runner);
    await runner.query('DELETE FROM public.migrations');
    await runner.query('INSERT INTO public.migrations ("timestamp", name) VALUES ($1, $2)', [
      first.timestamp,
      first.name,
    ]);
    refuseDifferences(after, await describeSchemaIn(client), distributed);
    await runner.commitTransaction();
    return true;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

function refuseDifferences(
  expected: SchemaDescription,
  found: SchemaDescription,
  distributed: readonly string[],
): void {
  const [known, own] = [expected, found].map((each) => withoutDistribution(each, distributed));
  const differences = compareSchemas(known!, own!);
  if (differences.length > 0)
    throw new Error(
      `The schema of the database differs from its version in ${differences.length} objects: ` +
        `${differences.slice(0, NAMED).join('; ')}${differences.length > NAMED ? '; and more' : ''}. Nothing was changed. ` +
        'Undo the manual changes, then start again (docs/upgrade.md).',
    );
}

/** Without what `distribute` replaces where Citus divides tables. */
function withoutDistribution(schema: SchemaDescription, distributed: readonly string[]): SchemaDescription {
  if (distributed.length === 0) return schema;
  const replaced = DISTRIBUTED_TABLES.flatMap((table) => [`policy ${table}.`, `constraint ${table}.`]);
  const isReplaced = (name: string): boolean =>
    name === 'trigger public.scans.delete_manifests' || replaced.some((start) => name.startsWith(start));
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !isReplaced(name)));
}
