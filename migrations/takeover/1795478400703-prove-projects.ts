import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from '../tenant-table.js';

const PROVEN = `EXISTS (SELECT FROM public.project_proofs f
        WHERE f.org_id = claim.org_id AND f.issuer = claim.issuer AND f.project_id = project AND project <> '')`;

/**
 * Parts of `auth.claim_project`, and what they become: a project that a connection proves is proven, and those who trust it beside are
 * not. Publishers that demand no project contest each other where one demands all that the other does, not just for equal claims.
 */
const CHANGES = [
  ['SET proof = coalesce(\n', `SET proof = coalesce(CASE WHEN ${PROVEN} THEN 'forge' END,\n`],
  [
    'other SET contested_at = at\n',
    `other SET contested_at = at, proof = CASE WHEN NOT ${PROVEN} THEN other.proof END\n`,
  ],
  [
    `other.contested_at <= at - interval '1 day')`,
    `other.contested_at <= at - interval '1 day' OR other.proof IS NOT NULL AND ${PROVEN})`,
  ],
  // the one that demands less fits each token of the other
  ['other.claims = claim.claims)', 'other.claims <@ claim.claims OR other.claims @> claim.claims)'],
] as const;

/**
 * Projects that an organization's connections to forges may write to, which proves publishers of them
 * (docs/adr/keys.md#trusted-publishers).
 */
export class ProveProjects1795478400703 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.project_proofs (
        org_id bigint NOT NULL,
        -- of the identity tokens of its pipelines, and its id in their claims
        issuer text NOT NULL,
        project_id text NOT NULL,
        forge_id bigint NOT NULL,
        proven_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, issuer, project_id),
        FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX project_proofs_forge ON public.project_proofs (org_id, forge_id);
      ${tenantTable('public.project_proofs')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.project_proofs TO ${APP_ROLE};
    `);
    for (const [part, by] of CHANGES) await replaceInClaim(db, part, by);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [part, by] of CHANGES) await replaceInClaim(db, by, part);
    await db.query('DROP TABLE public.project_proofs');
  }
}

/** Replaces a part of the function that an earlier migration made, and keeps the rest as it is. */
async function replaceInClaim(db: QueryRunner, part: string, by: string): Promise<void> {
  const rows = (await db.query(`SELECT pg_get_functiondef('auth.claim_project'::regproc) AS text`)) as {
    text: string;
  }[];
  const { text } = rows[0]!;
  if (!text.includes(part)) throw new Error(`auth.claim_project lacks ${part}.`);
  await db.query(text.replaceAll(part, by));
}
