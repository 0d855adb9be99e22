import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reach } from './initial/reach.js';
import { createInitialFunctions, createInitialTable } from './initial-part.js';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

/** Counts of the probes. */
const COUNTED: readonly FunctionPart[] = [
  [
    'public.outgoing_queue',
    `FROM public.hook_deliveries h WHERE h.due_at IS NOT NULL
           ORDER BY h.org_id, h.forge_id, h.id LIMIT at_most)`,
    `FROM public.work_items h WHERE h.kind = 'forge-hooks'
           ORDER BY h.org_id, h.lane, h.due_at, h.id LIMIT at_most)`,
  ],
  [
    'public.oldest_outgoing',
    `FROM public.hook_deliveries d WHERE d.due_at IS NOT NULL
            ORDER BY d.org_id, d.forge_id, d.id LIMIT at_most) AS h`,
    `FROM public.work_items d WHERE d.kind = 'forge-hooks'
            ORDER BY d.org_id, d.lane, d.due_at, d.id LIMIT at_most) AS h`,
  ],
];

/** Moves the news of forges that wait to the table of work. What stays are the ids by which repeated deliveries are recognized. */
export class QueueHooksAsWork1795478401863 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      INSERT INTO public.work_items (org_id, kind, lane, queued_at, due_at, attempts, payload)
      SELECT h.org_id, 'forge-hooks', h.forge_id, h.received_at, h.due_at,
        h.attempts, h.news
      FROM public.hook_deliveries h WHERE h.due_at IS NOT NULL ORDER BY h.id`);
    await replaceParts(db, COUNTED);
    await db.query('DROP FUNCTION public.claim_hook_deliveries');
    await db.query('DELETE FROM public.hook_deliveries WHERE delivery_id IS NULL');
    await db.query(`ALTER TABLE public.hook_deliveries DROP COLUMN news, DROP COLUMN due_at, DROP COLUMN attempts, DROP COLUMN lease,
      ALTER COLUMN delivery_id SET NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('CREATE TEMPORARY TABLE received ON COMMIT DROP AS SELECT * FROM public.hook_deliveries');
    await db.query('DROP TABLE public.hook_deliveries');
    await createInitialTable(db, reach, 'public.hook_deliveries');
    await db.query(`
      INSERT INTO public.hook_deliveries (org_id, forge_id, delivery_id, news, received_at)
      SELECT r.org_id, r.forge_id, r.delivery_id, '{"event": null, "endedInstallation": null}', r.received_at FROM received r`);
    await db.query(`
      INSERT INTO public.hook_deliveries (org_id, forge_id, news, received_at, due_at, attempts)
      SELECT w.org_id, w.lane, w.payload, w.queued_at, w.due_at, w.attempts FROM public.work_items w
      WHERE w.kind = 'forge-hooks' AND EXISTS (SELECT FROM public.forges f WHERE f.org_id = w.org_id AND f.id = w.lane)
      ORDER BY w.id`);
    await db.query(`DELETE FROM public.work_items WHERE kind = 'forge-hooks'`);
    await createInitialFunctions(db, reach, 'public.claim_hook_deliveries');
    await replaceParts(db, undone(COUNTED));
  }
}
