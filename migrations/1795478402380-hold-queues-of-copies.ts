import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

/** The claim itself looks if the queue is on hold, so that it needs no message to other processes. */
const HELD: readonly FunctionPart[] = [
  [
    'public.claim_work',
    'WHERE line.due_at <= at AND places.free > 0',
    `WHERE line.due_at <= at AND places.free > 0
          AND (of_kind NOT IN ('deliveries', 'forge-reports', 'mails') OR NOT (SELECT i.holds_queue FROM public.installation i))`,
  ],
];

/** Lets an installation hold what it would send to webhooks, forges and people: a copy beside its original begins so. */
export class HoldQueuesOfCopies1795478402380 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // the start that recognizes a copy adds it before the migrations run
    await db.query(
      'ALTER TABLE public.installation ADD COLUMN IF NOT EXISTS holds_queue boolean NOT NULL DEFAULT false',
    );
    await replaceParts(db, HELD);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(HELD));
    await db.query('ALTER TABLE public.installation DROP COLUMN holds_queue');
  }
}
