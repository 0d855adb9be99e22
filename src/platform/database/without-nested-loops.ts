import type { EntityManager } from 'typeorm';

/**
 * Runs statements whose joins are planned as hash or merge joins, inside the open transaction. A scan that is new to the
 * planner's statistics is expected to have one row; nested loops chosen for that take minutes with a hundred thousand.
 */
export async function withoutNestedLoops<Result>(manager: EntityManager, work: () => Promise<Result>): Promise<Result> {
  await manager.query("SELECT set_config('enable_nestloop', 'off', true)");
  const result = await work();
  await manager.query("SELECT set_config('enable_nestloop', 'on', true)");
  return result;
}
