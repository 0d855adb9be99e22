import type { EntityManager } from 'typeorm';

/**
 * Runs statements whose joins are planned as hash or merge joins, inside the open transaction. A scan that is new to the
 * planner's statistics is expected to have one row; nested loops chosen for that take minutes with a hundred thousand.
 */
export async function withoutNestedLoops<Result>(manager: EntityManager, work: () => Promise<Result>): Promise<Result> {
  const [, result] = await Promise.all([manager.query("SELECT set_config('enable_nestloop', 'off', true)"), work()]);
  // Travels with what follows. Where it fails the transaction has failed.
  manager.query("SELECT set_config('enable_nestloop', 'on', true)").catch(() => undefined);
  return result;
}
