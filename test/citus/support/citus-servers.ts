import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { findFreePort } from '../../../src/embedded-postgres/free-port.js';
import type { RunAs } from '../../../src/embedded-postgres/run-program.js';
import type { DatabaseConnection } from '../../../src/platform/database/connection.js';
import { Program, programAccount } from '../../drills/support/program.js';
import { runAs } from '../../drills/support/run-as.js';
import { findInstalledPostgres, type InstalledPostgres } from '../../support/installed-postgres.js';

/** Database of the service on each node. */
const DATABASE = 'gate';
/** The roles that nodes sign in to each other as, and their passwords. */
export const PASSWORDS = {
  postgres: 'a password of the superuser',
  qg_app: 'the serving password',
  qg_owner: 'a password of the owner',
} as const;

/** A server of the cluster. */
export interface Node {
  readonly name: string;
  readonly port: number;
  readonly folder: string;
}

/** The newest PostgreSQL of this machine, where it has Citus; else null. */
export function findPostgresWithCitus(): InstalledPostgres | null {
  const found = findInstalledPostgres(15);
  if (found === null) return null;
  const { status, stdout } = spawnSync(path.join(found.bin, 'pg_config'), ['--sharedir'], { encoding: 'utf8' });
  return status === 0 && existsSync(path.join(stdout.trim(), 'extension/citus.control')) ? found : null;
}

/**
 * A coordinator and two workers on one machine, which sign in on each other with passwords, over TLS, and archive what they write.
 * Everything listens on loopback ports of its own and writes to one folder.
 */
export class CitusServers {
  private readonly programs = new Map<string, Program>();

  private constructor(
    private readonly folder: string,
    private readonly postgres: InstalledPostgres,
    private readonly account: RunAs | null,
    readonly nodes: readonly [Node, Node, Node],
  ) {}

  /** @param folder an empty one that other accounts may pass through */
  static async start(folder: string, postgres: InstalledPostgres): Promise<CitusServers> {
    const place = async (name: string): Promise<Node> => ({
      ...{ name, port: await findFreePort() },
      folder: path.join(folder, name),
    });
    const nodes = [await place('coordinator'), await place('worker-1'), await place('worker-2')] as const;
    const servers = new CitusServers(folder, postgres, await programAccount(), nodes);
    try {
      await servers.startAll();
    } catch (error) {
      await servers.stop();
      throw error;
    }
    return servers;
  }

  /** The service's database of a node. */
  connection({ port }: Node, user: keyof typeof PASSWORDS = 'postgres', database = DATABASE): DatabaseConnection {
    return { host: '127.0.0.1', port, user, password: PASSWORDS[user], database, ssl: false };
  }

  /** The superuser's URL of that database. */
  adminUrl(node: Node): string {
    const { host, port, user, password = '', database } = this.connection(node);
    return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
  }

  /** Runs a statement as the superuser of a node. */
  async query<Row extends pg.QueryResultRow>(node: Node, sql: string, values?: unknown[]): Promise<Row[]> {
    const client = new pg.Client({ ...this.connection(node), ssl: false });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Environment of programs at a node: its part of the repository of pgBackRest, and the passwords. */
  environment({ name, port, folder }: Node): Record<string, string> {
    const own = (part: string) => path.join(this.folder, 'backups', part);
    return {
      NODE: name,
      PGPASSFILE: path.join(this.folder, 'passwords'),
      PGBACKREST_CONFIG: path.join(this.folder, 'pgbackrest.conf'),
      ...{
        PGBACKREST_REPO1_PATH: own('repository'),
        PGBACKREST_LOG_PATH: own('log'),
        PGBACKREST_SPOOL_PATH: own('spool'),
      },
      ...{ PGBACKREST_LOCK_PATH: path.join(folder, 'locks'), PGBACKREST_START_FAST: 'y' },
      ...{ PGBACKREST_PG1_PATH: path.join(folder, 'data'), PGBACKREST_PG1_PORT: String(port) },
      ...{ PGBACKREST_PG1_SOCKET_PATH: folder, PGBACKREST_PG1_USER: 'postgres' },
    };
  }

  /** Runs a script at a node as its account, up to the first command that fails. */
  async runAt(node: Node, script: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const done = await runAs('sh', ['-c', `set -eu\n${script}`], this.account, {
      ...this.environment(node),
      ...environment,
    });
    if (done.code !== 0) throw new Error(`${script}\n${done.output}`);
  }

  /** A place beside the cluster for the restored server of a node, with an empty folder. */
  async placeBeside({ name }: Node): Promise<Node> {
    const place = { name, port: await findFreePort(), folder: path.join(this.folder, `restored-${name}`) };
    for (const folder of [place.folder, path.join(place.folder, 'data')]) this.makeFolder(folder);
    return place;
  }

  /** Starts a server on the files of its folder, and waits until it takes writes. */
  async startNode(node: Node, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const data = path.join(node.folder, 'data');
    const all = { port: String(node.port), unix_socket_directories: node.folder, ...settings };
    const program = Program.start(
      path.join(this.postgres.bin, 'postgres'),
      ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        log: path.join(this.folder, `${path.basename(node.folder)}.log`),
        runAs: this.account,
        environment: this.environment(node),
      },
    );
    this.programs.set(node.folder, program);
    await program.untilReady(`${node.name} takes writes`, async () => {
      const client = new pg.Client({ ...this.connection(node, 'postgres', 'postgres'), ssl: false });
      client.on('error', () => undefined);
      await client.connect();
      const { rows } = await client
        .query<{ isStandby: boolean }>('SELECT pg_is_in_recovery() AS "isStandby"')
        .finally(() => client.end());
      return rows[0]?.isStandby === false;
    });
  }

  /** Ends a server, its sessions with it. */
  async stopNode(node: Node): Promise<void> {
    await this.programs.get(node.folder)?.end('SIGINT');
  }

  async stop(): Promise<void> {
    for (const program of this.programs.values()) await program.end('SIGQUIT');
  }

  private async startAll(): Promise<void> {
    this.makeFolder(path.join(this.folder, 'backups'));
    this.write('pgbackrest.conf', '[global]\n');
    this.write(
      'passwords',
      Object.entries(PASSWORDS)
        .map(([role, password]) => `*:*:*:${role}:${password}\n`)
        .join(''),
    );
    this.write('superuser', PASSWORDS.postgres);
    const [certificate, key] = [path.join(this.folder, 'server.crt'), path.join(this.folder, 'server.key')];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
    chmodSync(key, 0o600);
    for (const file of [certificate, key]) this.give(file);
    for (const node of this.nodes) {
      this.makeFolder(node.folder);
      await this.runAt(
        node,
        `'${this.postgres.bin}/initdb' -D '${node.folder}/data' --username=postgres --pwfile='${this.folder}/superuser' \\
          --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync`,
      );
      this.write(`${node.name}/data/postgresql.conf`, this.settings(certificate, key));
      await this.startNode(node);
      const client = new pg.Client({ ...this.connection(node, 'postgres', 'postgres'), ssl: false });
      await client.connect();
      await client.query(`CREATE DATABASE ${DATABASE}`).finally(() => client.end());
      await this.query(node, 'CREATE EXTENSION citus');
    }
    const [coordinator, ...workers] = this.nodes;
    await this.query(coordinator, 'SELECT citus_set_coordinator_host($1, $2::int)', ['127.0.0.1', coordinator.port]);
    for (const { port } of workers)
      await this.query(coordinator, 'SELECT citus_add_node($1, $2::int)', ['127.0.0.1', port]);
  }

  private readonly settings = (certificate: string, key: string): string =>
    Object.entries({
      ...{ shared_preload_libraries: 'citus', 'citus.node_conninfo': 'sslmode=require', 'citus.shard_count': '8' },
      ...{ listen_addresses: '127.0.0.1', max_connections: '100', shared_buffers: '32MB', fsync: 'off' },
      ...{ ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key },
      ...{ archive_mode: 'on', archive_command: 'pgbackrest --stanza=$NODE archive-push %p' },
    })
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join('');

  private makeFolder(folder: string): void {
    mkdirSync(folder, { mode: 0o700 });
    this.give(folder);
  }

  private write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    this.give(file);
  }

  private give(file: string): void {
    if (this.account !== null) chownSync(file, this.account.uid, this.account.gid);
  }
}
