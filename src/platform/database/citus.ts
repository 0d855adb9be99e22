import type pg from 'pg';

/**
 * Tables that Citus divides among its nodes by organization: what grows with the code of tenants. All others stay on the
 * coordinator, where their triggers announce changes and claims look across tenants. The order is that of distributing.
 */
export const DISTRIBUTED_TABLES = [
  'public.finding_segments',
  'public.finding_keyframes',
  'public.scan_manifests',
  'public.coverage_segments',
  'public.coverage_keyframes',
  'public.coverage_manifests',
] as const;

const DISTRIBUTED_NAME = new RegExp(`\\b(?:${DISTRIBUTED_TABLES.map((name) => name.split('.')[1]).join('|')})\\b`);

/** True where the text of a statement names such a table. */
export const namesDistributed = (text: string): boolean => DISTRIBUTED_NAME.test(text);

type Client = Pick<pg.ClientBase, 'query'>;

/** Bounds of a transaction: the organization, and repositories as row security reads them (an empty text for all). */
export interface Binding {
  readonly orgId: string;
  readonly repoIds: string;
}

/** Those of the tables that the database divides; none where it has no Citus. */
export async function listDistributed(client: Client): Promise<string[]> {
  const { rows: found } = await client.query<{ hasCitus: boolean }>(
    `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AS "hasCitus"`,
  );
  if (!found[0]?.hasCitus) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name JOIN pg_dist_partition ON logicalrelid = to_regclass(name)`,
    [DISTRIBUTED_TABLES],
  );
  return rows.map(({ name }) => name);
}

/**
 * Answers if the database divides the tables.
 *
 * @throws Error where it divides some of them: distributing was interrupted
 */
export async function isDistributed(client: Client): Promise<boolean> {
  const tables = await listDistributed(client);
  if (tables.length > 0 && tables.length < DISTRIBUTED_TABLES.length)
    throw new Error(
      `Only ${tables.length} of ${DISTRIBUTED_TABLES.length} tables are distributed. Run \`npm run distribute\` again, ` +
        'which continues where it was interrupted.',
    );
  return tables.length > 0;
}

/**
 * Text that binds the open transaction, on the coordinator and on each node that it comes to: Citus hands on what SET LOCAL sets,
 * but not what `set_config` does.
 */
export const bindOnAllNodes = ({ orgId, repoIds }: Binding, quote: (value: string) => string): string =>
  `SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL app.org_id = ${quote(orgId)}; ` +
  `SET LOCAL app.repo_ids = ${quote(repoIds)}`;

/** The organization that none is, and one more. */
const NOBODY: Binding = { orgId: '0', repoIds: '' };
const SOMEBODY_ELSE: Binding = { orgId: '-1', repoIds: '' };
const BOUND_ELSEWHERE: Binding = { orgId: '0', repoIds: '{1}' };
const PROBED = 'public.finding_keyframes';

/**
 * Refuses a divided database in which the wall between tenants does not hold on the nodes: by its policies, as Citus makes the
 * restrictive ones permissive there, and by writing a row through a shard and looking for it from elsewhere. Nothing of it stays.
 *
 * @param client of the serving role
 * @throws Error that says what is wrong
 */
export async function refuseOpenShards(client: Client): Promise<void> {
  await refuseUnfitPolicies(client);
  await client.query('BEGIN');
  try {
    await refuseHiddenWrites(client);
    await refuseVisible(client, SOMEBODY_ELSE, DISTRIBUTED_TABLES);
    await refuseVisible(client, BOUND_ELSEWHERE, [PROBED]);
  } finally {
    await client.query('ROLLBACK');
  }
}

async function refuseUnfitPolicies(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name
     WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = name::regclass AND relrowsecurity AND relforcerowsecurity)
       OR ARRAY(SELECT polpermissive FROM pg_policy WHERE polrelid = name::regclass
                AND polroles && ARRAY[0, current_user::regrole::oid]) <> ARRAY[true]`,
    [DISTRIBUTED_TABLES],
  );
  if (rows.length > 0)
    throw new Error(
      `Row security of ${rows.map(({ name }) => name).join(', ')} is not as required on the nodes of Citus: one permissive ` +
        `policy of the serving role. Stop the service and run \`npm run distribute\`, which corrects it.`,
    );
}

async function refuseHiddenWrites(client: Client): Promise<void> {
  await bind(client, NOBODY);
  await client.query(`INSERT INTO ${PROBED} (org_id, repo_id, address, content) VALUES (0, 0, '\\x00', '\\x00')`);
  const { rows } = await client.query(`SELECT FROM ${PROBED} WHERE org_id = 0 AND repo_id = 0`);
  if (rows.length !== 1)
    throw new Error(
      'Rows written through a node of Citus cannot be read back, because the settings of a transaction do not reach the nodes.',
    );
}

async function refuseVisible(client: Client, binding: Binding, tables: readonly string[]): Promise<void> {
  await bind(client, binding);
  for (const table of tables) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`);
    if (Number(rows[0]?.count) !== 0)
      throw new Error(
        `Rows of ${table} are visible to a transaction that may not see them: row security has no effect on the nodes of Citus.`,
      );
  }
}

const bind = (client: Client, binding: Binding) => client.query(bindOnAllNodes(binding, (value) => `'${value}'`));
