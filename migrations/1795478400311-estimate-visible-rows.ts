import type { MigrationInterface, QueryRunner } from 'typeorm';

const WALLED = [
  ['public.repos', 'id'],
  ['public.scans', 'repo_id'],
  ['public.waivers', 'repo_id'],
] as const;

/** Condition of `deletedWall` on a column, with its last part as given. */
const visible = (column: string, isNotDeleted: string): string =>
  `${column} IS NULL OR (SELECT current_setting('app.sees_deleted', true)) = 'on' OR ${column} ${isNotDeleted}`;

const DELETED = 'SELECT deleted.repo_id FROM public.deleted_repos deleted';

/**
 * Rows of repositories that are not being deleted, by a hashed subquery. Of a comparison with an array the planner expects
 * nearly no row where there are few repositories: to find the last 30 scans of a branch it read and sorted 10,000.
 */
export class EstimateVisibleRows1795478400311 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const [table, column] of WALLED)
      await db.query(`ALTER POLICY repo_wall_deleted ON ${table} USING (${visible(column, `NOT IN (${DELETED})`)})`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [table, column] of WALLED)
      await db.query(
        `ALTER POLICY repo_wall_deleted ON ${table} USING (${visible(column, `<> ALL (ARRAY(${DELETED}))`)})`,
      );
  }
}
