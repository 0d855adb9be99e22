import process from 'node:process';
import { parseArgs } from 'node:util';
import { MIGRATIONS } from '../ormconfig.js';
import type { AppConfig } from './platform/config/app-config.js';
import { describeConfigErrors } from './platform/config/describe-config-errors.js';
import { parseConfig } from './platform/config/parse-config.js';
import type { DatabaseConnection, DatabaseHost } from './platform/database/connection.js';
import { distribute, moveOrganization } from './platform/database/distribute.js';
import { openClient } from './platform/database/open-client.js';
import { openExternal } from './platform/database/open-database.js';
import { refuseMissingMigrations, refuseStandby } from './platform/database/refuse-server.js';

/** Request of the command line: one organization to move, or null to distribute the tables. */
type Move = { readonly orgId: number; readonly to: DatabaseHost } | null;

const USAGE = 'Usage: npm run distribute, or npm run distribute -- --move-org 42 --to host:port.';

/**
 * `npm run distribute`: divides the tables that grow with code among the nodes of a Citus cluster, or moves what is there of one
 * organization to a node. The service is stopped for the first of these.
 */
async function run(config: AppConfig, move: Move): Promise<void> {
  const client = await openClient(await administratorOf(config), { application_name: 'quality-gate distribute' });
  try {
    await refuseStandby(client);
    await refuseMissingMigrations(
      client,
      MIGRATIONS.map(({ name }) => name),
    );
    if (move) await moveOrganization(client, move.orgId, move.to, say);
    else await distribute(client, say);
  } finally {
    await client.end();
  }
}

async function administratorOf({ database }: AppConfig): Promise<DatabaseConnection> {
  const admin = database.kind === 'external' ? (await openExternal(database)).admin : null;
  if (!admin)
    throw new Error('Distributing tables needs a superuser of the coordinator. Name one in DATABASE_ADMIN_URL.');
  return admin;
}

function readMove(args: readonly string[]): Move {
  const { 'move-org': org, to } = parse(args);
  if (org === undefined && to === undefined) return null;
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(to ?? '') ?? [];
  if (!/^[1-9]\d{0,14}$/.test(org ?? '') || host === undefined) throw new Error(USAGE);
  return { orgId: Number(org), to: { host, port: Number(port) } };
}

function parse(args: readonly string[]): { readonly 'move-org'?: string; readonly to?: string } {
  try {
    return parseArgs({ args: [...args], options: { 'move-org': { type: 'string' }, to: { type: 'string' } } }).values;
  } catch (error) {
    throw new Error(USAGE, { cause: error });
  }
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<void> {
  const move = readMove(process.argv.slice(2).filter((arg) => arg !== 'distribute'));
  const parsed = parseConfig(process.env);
  if (!parsed.ok) throw new Error(describeConfigErrors(parsed.errors));
  await run(parsed.config, move);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
