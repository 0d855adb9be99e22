import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DISTRIBUTED_TABLES, listDistributed, refuseOpenShards } from './citus.js';
import type { DatabaseHost, Roles } from './connection.js';
import { getRoles } from './installation-roles.js';

/** Any constant will do; this spells "qgdi". */
const ADVISORY_LOCK = 0x71676469;
/** Longest wait for connections that are ending. */
const ENDING_MS = 2_000;
const MANIFESTS = ['public.scan_manifests', 'public.coverage_manifests'];

/** Receives a line for each step. */
type Report = (line: string) => void;

/**
 * The whole wall as one permissive policy: Citus makes restrictive ones permissive on its nodes. Without the settings it fails
 * instead of showing nothing, so that a transaction whose settings did not come along is noticed.
 */
const WALL = `org_id = current_setting('app.org_id')::bigint AND (current_setting('app.repo_ids') = ''
  OR repo_id = ANY (NULLIF(current_setting('app.repo_ids'), '')::bigint[]))`;

/**
 * Divides the tables of `DISTRIBUTED_TABLES` among the nodes of a Citus cluster. Each step is done or not; run again, it continues
 * behind the last one that was.
 *
 * @param client a superuser on the coordinator; the service is stopped
 * @throws Error that says what is missing
 */
export async function distribute(client: pg.Client, report: Report): Promise<void> {
  await refuseUnready(client);
  await takeLock(client);
  const roles = await getRoles(client);
  await refuseRunningService(client, roles);
  await openRoles(client, roles);
  await replaceForeignKeys(client);
  for (const table of DISTRIBUTED_TABLES) await replacePolicies(client, table, roles);
  const done = new Set(await listDistributed(client));
  for (const [index, table] of DISTRIBUTED_TABLES.entries()) {
    const place = `${index + 1}/${DISTRIBUTED_TABLES.length} ${table}`;
    if (done.has(table)) report(`${place}: is already distributed.`);
    else report(`${place}: ${await divide(client, table)} rows distributed.`);
    await client.query('SELECT truncate_local_data_after_distributing_table($1::regclass)', [table]);
  }
  await probe(client, roles);
  report('The cluster keeps organizations separate. Start the service.');
}

/**
 * Moves what is distributed of one organization to a node, where it has shards of its own from then on. Writes of the
 * organization, and of those that it shared shards with, wait meanwhile.
 *
 * @param client a superuser on the coordinator
 * @throws Error that says what is missing
 */
export async function moveOrganization(
  client: pg.Client,
  orgId: number,
  to: DatabaseHost,
  report: Report,
): Promise<void> {
  await refuseUnready(client);
  await takeLock(client);
  await refuseForeignNode(client, to);
  const [first] = DISTRIBUTED_TABLES;
  if ((await listDistributed(client)).length < DISTRIBUTED_TABLES.length)
    throw new Error('The tables are not distributed. Run `npm run distribute` first.');
  const { rows } = await client.query('SELECT FROM auth.list_organizations($1::bigint - 1, 1) WHERE id = $1', [orgId]);
  if (rows.length === 0) throw new Error(`Organization ${orgId} does not exist.`);
  const before = await shardOf(client, orgId);
  if (before.isOwn) report(`Organization ${orgId} already has its own shards.`);
  else {
    await client.query(`SELECT isolate_tenant_to_new_shard($1::regclass, $2::bigint, 'CASCADE', 'block_writes')`, [
      first,
      orgId,
    ]);
    report(`Organization ${orgId} has its own shards.`);
  }
  const { shardId, host, port } = await shardOf(client, orgId);
  if (host === to.host && port === to.port) {
    report(`They are already on ${to.host}:${to.port}.`);
    return;
  }
  await client.query(`SELECT citus_move_shard_placement($1::bigint, $2, $3::int, $4, $5::int, 'block_writes')`, [
    shardId,
    ...[host, port, to.host, to.port],
  ]);
  await probe(client, await getRoles(client));
  report(`They moved from ${host}:${port} to ${to.host}:${to.port}.`);
}

async function refuseUnready(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isSuperuser: boolean; hasCitus: boolean }>(
    `SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS "isSuperuser",
       EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS "hasCitus"`,
  );
  const { isSuperuser, hasCitus } = rows[0]!;
  if (!hasCitus)
    throw new Error(
      'The database has no Citus. Its administrator makes it a coordinator: CREATE EXTENSION citus on each node, then ' +
        'citus_set_coordinator_host and citus_add_node (docs/deployment.md).',
    );
  if (!isSuperuser)
    throw new Error('Only a superuser can distribute tables with Citus. Name one in DATABASE_ADMIN_URL.');
  const { rows: nodes } = await client.query<{ isCoordinator: boolean; workers: number }>(
    `SELECT citus_is_coordinator() AS "isCoordinator", (SELECT count(*)::int FROM pg_dist_node
       WHERE noderole = 'primary' AND isactive AND shouldhaveshards) AS workers`,
  );
  const { isCoordinator, workers } = nodes[0]!;
  if (!isCoordinator) throw new Error('This is a worker of the cluster. Name its coordinator in DATABASE_ADMIN_URL.');
  if (workers === 0) throw new Error('The cluster has no node for shards. Add one: SELECT citus_add_node(host, port).');
}

async function takeLock(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [ADVISORY_LOCK]);
  if (!rows[0]?.taken) throw new Error('Another process is distributing the tables. Wait until it has finished.');
}

async function refuseRunningService(client: pg.Client, roles: Roles): Promise<void> {
  let count = await countServing(client, roles);
  // Connections of a service that was just stopped may be ending.
  for (const end = Date.now() + ENDING_MS; count > 0 && Date.now() < end; count = await countServing(client, roles))
    await sleep(50);
  if (count > 0)
    throw new Error(`The service has ${count} connections to the database. Stop all of its instances first.`);
}

async function countServing(client: pg.Client, { serving }: Roles): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND usename = $1`,
    [serving],
  );
  return rows[0]!.count;
}

/** Lets both roles sign in on every node: Citus comes to the others as the role that a statement runs as. */
async function openRoles(client: pg.Client, { owner, serving }: Roles): Promise<void> {
  await client.query(`ALTER ROLE ${client.escapeIdentifier(owner)} LOGIN`);
  const { rows } = await client.query<{ name: string; password: string | null }>(
    'SELECT rolname AS name, rolpassword AS password FROM pg_authid WHERE rolname = ANY ($1)',
    [[owner, serving]],
  );
  for (const { name, password } of rows) {
    const secret = password === null ? '' : `PASSWORD ${client.escapeLiteral(password)}`;
    const command = `DO $do$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}') THEN CREATE ROLE ${client.escapeIdentifier(name)} NOINHERIT; END IF;
      ALTER ROLE ${client.escapeIdentifier(name)} LOGIN ${secret};
    END $do$`;
    await onAllWorkers(client, `SET citus.enable_ddl_propagation = off; ${command}`);
  }
  for (const { name } of rows) await refuseClosedWorkers(client, name);
}

/** Refuses a cluster whose nodes let the coordinator in as its superuser, but not as a role that statements run as. */
async function refuseClosedWorkers(client: pg.Client, role: string): Promise<void> {
  await client.query(`SET ROLE ${client.escapeIdentifier(role)}`);
  try {
    const { rows } = await client.query<{ node: string }>(
      `SELECT nodename || ':' || nodeport AS node FROM run_command_on_workers('SELECT 1') WHERE NOT success ORDER BY 1`,
    );
    if (rows.length > 0)
      throw new Error(
        `The nodes ${rows.map(({ node }) => node).join(', ')} do not let ${role} in from the coordinator. ` +
          "Allow it in their pg_hba.conf, and give it a password in the .pgpass of the coordinator's account, or a certificate (docs/deployment.md).",
      );
  } finally {
    await client.query('RESET ROLE');
  }
}

async function onAllWorkers(client: pg.Client, command: string): Promise<void> {
  const { rows } = await client.query<{ node: string; success: boolean; result: string }>(
    `SELECT nodename || ':' || nodeport AS node, success, result FROM run_command_on_workers($1)
     JOIN pg_dist_node USING (nodename, nodeport)`,
    [command],
  );
  const failed = rows.find(({ success }) => !success);
  if (failed) throw new Error(`The node ${failed.node} refused: ${failed.result}`);
}

/**
 * Lets a trigger delete the manifests of deleted scans, as a foreign key would have: scans stay on the coordinator, and a
 * distributed table cannot refer to what is not divided like it.
 */
async function replaceForeignKeys(client: pg.Client): Promise<void> {
  const { rows: keys } = await client.query<{ table: string; name: string }>(
    `SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
     WHERE contype = 'f' AND conrelid = ANY ($1::regclass[])`,
    [MANIFESTS],
  );
  await inTransaction(client, [
    ...keys.map(({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${client.escapeIdentifier(name)}`),
    `CREATE OR REPLACE TRIGGER delete_manifests AFTER DELETE ON public.scans REFERENCING OLD TABLE AS deleted
       FOR EACH STATEMENT EXECUTE FUNCTION public.delete_manifests()`,
  ]);
}

async function replacePolicies(client: pg.Client, table: string, { owner, serving }: Roles): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT polname AS name FROM pg_policy WHERE polrelid = $1::regclass',
    [table],
  );
  const names = rows.map(({ name }) => name).sort();
  if (names.join() === 'owner_functions,wall') return;
  await inTransaction(client, [
    ...names.map((name) => `DROP POLICY ${client.escapeIdentifier(name)} ON ${table}`),
    `CREATE POLICY wall ON ${table} FOR ALL TO ${client.escapeIdentifier(serving)} USING (${WALL}) WITH CHECK (${WALL})`,
    `CREATE POLICY owner_functions ON ${table} FOR ALL TO ${client.escapeIdentifier(owner)} USING (true) WITH CHECK (true)`,
  ]);
}

/** Runs statements one by one, as Citus hands them on to its nodes. */
async function inTransaction(client: pg.Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Distributes a table with its rows; answers their number. */
async function divide(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`);
  const [first] = DISTRIBUTED_TABLES;
  await client.query(`SELECT create_distributed_table($1::regclass, 'org_id', colocate_with => $2)`, [
    table,
    table === first ? 'none' : first,
  ]);
  return Number(rows[0]?.count);
}

/** Asks the nodes as the serving role. */
async function probe(client: pg.Client, { serving }: Roles): Promise<void> {
  await client.query(`SET ROLE ${client.escapeIdentifier(serving)}`);
  try {
    await refuseOpenShards(client);
  } finally {
    await client.query('RESET ROLE');
  }
}

async function refuseForeignNode(client: pg.Client, { host, port }: DatabaseHost): Promise<void> {
  const { rows } = await client.query<{ node: string; isIt: boolean }>(
    `SELECT nodename || ':' || nodeport AS node, nodename = $1 AND nodeport = $2 AS "isIt" FROM pg_dist_node
     WHERE noderole = 'primary' AND isactive AND shouldhaveshards ORDER BY 1`,
    [host, port],
  );
  if (!rows.some(({ isIt }) => isIt))
    throw new Error(
      `${host}:${port} is not a node of the cluster that accepts shards. The cluster has ${rows.map(({ node }) => node).join(', ')}.`,
    );
}

interface Shard extends DatabaseHost {
  readonly shardId: string;
  /** True where no other organization has rows in it. */
  readonly isOwn: boolean;
}

/** The shard of the first table that an organization's rows are in, and its node; those of the other tables lie beside it. */
async function shardOf(client: pg.Client, orgId: number): Promise<Shard> {
  const { rows } = await client.query<Shard>(
    `SELECT s.shardid AS "shardId", s.shardminvalue = s.shardmaxvalue AS "isOwn", n.nodename AS host, n.nodeport AS port
     FROM pg_dist_shard s JOIN pg_dist_placement p USING (shardid) JOIN pg_dist_node n USING (groupid)
     WHERE s.shardid = get_shard_id_for_distribution_column($1::regclass, $2::bigint) AND n.noderole = 'primary'`,
    [DISTRIBUTED_TABLES[0], orgId],
  );
  return rows[0]!;
}
