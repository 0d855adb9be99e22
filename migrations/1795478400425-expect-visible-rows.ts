import type { MigrationInterface, QueryRunner } from 'typeorm';
import { likely } from './tenant-table.js';

/** Conditions are as the catalogue writes them. */
interface Policy {
  readonly table: string;
  readonly name: string;
  readonly using: string | null;
  readonly checking: string | null;
}

/** The bound of the caller, whose text was read again for each row, and as it is read once a statement. */
const TEXT = `NULLIF(current_setting('app.repo_ids'::text, true), ''::text) AS`;
const ARRAY = `(NULLIF(current_setting('app.repo_ids'::text, true), ''::text))::bigint[] AS`;

const [BEFORE, AFTER] = likely('…').split('…') as [string, string];

/**
 * Lets the planner expect that callers see nearly all rows of their organization, as most are bound to no repository; and
 * reads the list of those that are once a statement (ADR 222).
 */
export class ExpectVisibleRows1795478400425 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await rewrite(db, expected);
  }

  /** Leaves the bound as an array, which means what its text meant. */
  async down(db: QueryRunner): Promise<void> {
    await rewrite(db, unexpected);
  }
}

async function rewrite(db: QueryRunner, expectation: (condition: string) => string): Promise<void> {
  for (const { table, name, using, checking } of await wallsOf(db)) {
    const clauses = [
      using === null ? '' : `USING (${expectation(using)})`,
      checking === null ? '' : `WITH CHECK (${checking})`,
    ];
    await db.query(`ALTER POLICY ${name} ON ${table} ${clauses.join(' ').replaceAll(TEXT, ARRAY)}`);
  }
}

/** Policies that hide repositories; new installations have them as `repoWall` and `deletedWall` make them, so already. */
const wallsOf = (db: QueryRunner): Promise<Policy[]> =>
  db.query(`
    SELECT polrelid::regclass::text AS table, polname AS name, pg_get_expr(polqual, polrelid) AS using,
      pg_get_expr(polwithcheck, polrelid) AS checking
    FROM pg_policy WHERE polname LIKE 'repo\\_wall%'`);

/** The catalogue writes a condition in parentheses. */
const isExpected = (condition: string): boolean =>
  condition.startsWith(`(${BEFORE}`) && condition.endsWith(`${AFTER})`);

const expected = (condition: string): string => (isExpected(condition) ? condition : likely(condition));

const unexpected = (condition: string): string =>
  isExpected(condition) ? condition.slice(BEFORE.length + 1, -AFTER.length - 1) : condition;
