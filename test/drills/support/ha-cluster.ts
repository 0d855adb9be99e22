import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { findFreePort } from '../../../src/embedded-postgres/free-port.js';
import { type FinishedProgram, type RunAs } from '../../../src/embedded-postgres/run-program.js';
import type { InstalledPostgres } from '../../support/installed-postgres.js';
import { haproxyFile, type NodePlace, patroniFile, pgbouncerFile, redisFile } from './ha-files.js';
import { Program, programAccount, until } from './program.js';
import { runAs as runToItsEnd } from './run-as.js';

const SUPERUSER_PASSWORD = 'a password of the superuser';
const SERVING_PASSWORD = 'the serving password';
const DATABASE = 'gate';

/** Signals of programs that wait for their clients otherwise. */
const ENDED_BY: Readonly<Record<string, NodeJS.Signals>> = {
  haproxy: 'SIGKILL',
  pgbouncer: 'SIGKILL',
  restored: 'SIGQUIT',
};

/** A member of the cluster as Patroni describes it. */
interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
}

/**
 * The servers of deploy/ha on one machine: etcd, two nodes of Patroni, HAProxy, PgBouncer and Redis, each from its file there.
 * Everything listens on loopback ports of its own and writes to one folder.
 */
export class HaCluster {
  private readonly programs = new Map<string, Program>();

  private constructor(
    readonly folder: string,
    readonly postgres: InstalledPostgres,
    private readonly account: RunAs | null,
    readonly nodes: readonly [NodePlace, NodePlace],
    private readonly ports: Readonly<Record<'etcd' | 'etcdPeer' | 'http' | 'primary' | 'pooler' | 'redis', number>>,
    readonly instancePorts: readonly [number, number],
  ) {}

  /** @param folder an empty one that other accounts may pass through */
  static async start(folder: string, postgres: InstalledPostgres): Promise<HaCluster> {
    const account = await programAccount();
    const node = async (name: string): Promise<NodePlace> => ({
      ...{ name, port: await findFreePort(), restPort: await findFreePort() },
      folder: path.join(folder, name),
    });
    const ports = {
      ...{ etcd: await findFreePort(), etcdPeer: await findFreePort(), http: await findFreePort() },
      ...{ primary: await findFreePort(), pooler: await findFreePort(), redis: await findFreePort() },
    };
    const instances = [await findFreePort(), await findFreePort()] as const;
    const nodes = [await node('db1'), await node('db2')] as const;
    const cluster = new HaCluster(folder, postgres, account, nodes, ports, instances);
    try {
      await cluster.startAll();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Address of the instances, by HAProxy. */
  get url(): string {
    return `http://127.0.0.1:${this.ports.http}`;
  }

  get redisPort(): number {
    return this.ports.redis;
  }

  /** The superuser's URL, of the primary by HAProxy where no other server is named. */
  adminUrl(port = this.ports.primary): string {
    return `postgres://postgres:${encodeURIComponent(SUPERUSER_PASSWORD)}@127.0.0.1:${port}/${DATABASE}?sslmode=require`;
  }

  /** Variables of an instance: PgBouncer for requests, past it for the connection that listens. */
  get environment(): Readonly<Record<'DATABASE_URL' | 'DATABASE_LISTEN_URL', string>> {
    const by = (port: number) =>
      `postgres://qg_app:${encodeURIComponent(SERVING_PASSWORD)}@127.0.0.1:${port}/${DATABASE}?sslmode=require`;
    return { DATABASE_URL: by(this.ports.pooler), DATABASE_LISTEN_URL: by(this.ports.primary) };
  }

  /** Environment of pgBackRest at a node: one repository for both. */
  backupEnvironment({ folder, port }: NodePlace): NodeJS.ProcessEnv {
    const own = (name: string) => path.join(this.folder, 'backups', name);
    return {
      // Instead of the machine's own.
      PGBACKREST_CONFIG: path.join(this.folder, 'pgbackrest.conf'),
      PGBACKREST_REPO1_PATH: own('repository'),
      PGBACKREST_LOG_PATH: own('log'),
      PGBACKREST_LOCK_PATH: path.join(folder, 'locks'),
      PGBACKREST_SPOOL_PATH: own('spool'),
      PGBACKREST_PG1_PATH: path.join(folder, 'data'),
      PGBACKREST_PG1_PORT: String(port),
      PGBACKREST_PG1_SOCKET_PATH: folder,
      PGBACKREST_PG1_USER: 'postgres',
      PGBACKREST_START_FAST: 'y',
    };
  }

  /** Runs a program of the cluster's account to its end. */
  async run(file: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<FinishedProgram> {
    const finished = await runToItsEnd(file, args, this.account, environment);
    if (finished.code !== 0) throw new Error(`${file} ${args.join(' ')}: ${finished.output}`);
    return finished;
  }

  /** Starts a server beside the cluster that `stop` ends as well. */
  startProgram(name: string, file: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
    const log = path.join(this.folder, `${name}.log`);
    const program = Program.start(file, args, { log, runAs: this.account, environment });
    this.programs.set(name, program);
    return program;
  }

  program(name: 'redis' | 'pgbouncer' | 'haproxy'): Program {
    return this.programs.get(name)!;
  }

  startRedis(): Program {
    return this.startProgram('redis', 'redis-server', [path.join(this.folder, 'redis.conf')]);
  }

  async startNode(node: NodePlace): Promise<void> {
    const file = path.join(node.folder, 'patroni.yml');
    const patroni = this.startProgram(node.name, 'patroni', [file], {
      ...this.backupEnvironment(node),
      PATRONI_SUPERUSER_PASSWORD: SUPERUSER_PASSWORD,
      PATRONI_REPLICATION_PASSWORD: 'a password of the replicator',
      PATRONI_REWIND_PASSWORD: 'a password of the rewinder',
    });
    await patroni.untilReady(`${node.name} runs`, async () => (await this.statusOf(node, '/health')) === 200);
  }

  /** Waits until the other node keeps up: no acknowledged write is on one node alone then. */
  async untilSynchronous(): Promise<void> {
    await until('a synchronous standby', async () =>
      (await this.members()).some(({ role, state }) => role === 'sync_standby' && state === 'streaming'),
    );
  }

  async primary(): Promise<NodePlace> {
    for (const node of this.nodes) if ((await this.statusOf(node, '/primary')) === 200) return node;
    throw new Error('There is no primary.');
  }

  /** Waits until HAProxy sends requests to every instance: the last line of its log about each says so. */
  async untilBalanced(): Promise<void> {
    await until('HAProxy leads to all instances', () => {
      const log = readFileSync(path.join(this.folder, 'haproxy.log'), 'utf8');
      const states = [...log.matchAll(/Server instances\/(gate\d+) is (UP|DOWN)/g)];
      const last = new Map(states.map(([, name, state]) => [name, state]));
      return Promise.resolve(
        last.size === this.instancePorts.length && [...last.values()].every((state) => state === 'UP'),
      );
    });
  }

  otherThan(node: NodePlace): NodePlace {
    return this.nodes.find(({ name }) => name !== node.name)!;
  }

  /** True when this node takes writes by Patroni's account. */
  async isPrimary(node: NodePlace): Promise<boolean> {
    return (await this.statusOf(node, '/primary')) === 200;
  }

  /** Makes the standby the primary, as an administrator does before maintenance. */
  async switchOver(): Promise<NodePlace> {
    const leader = await this.primary();
    const candidate = this.otherThan(leader);
    const answer = await fetch(`http://127.0.0.1:${leader.restPort}/switchover`, {
      method: 'POST',
      body: JSON.stringify({ leader: leader.name, candidate: candidate.name }),
    });
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    return candidate;
  }

  /** Ends a node as the loss of its machine does: Patroni and PostgreSQL together, without a word. */
  async kill(node: NodePlace): Promise<void> {
    const pid = postmasterOf(node);
    const patroni = this.programs.get(node.name)!.end('SIGKILL');
    if (pid !== null) process.kill(pid, 'SIGKILL');
    await patroni;
  }

  /** Runs a statement as the superuser, at the primary where no other server is named. */
  async query<Row extends pg.QueryResultRow>(
    sql: string,
    { database = DATABASE, port = this.ports.primary } = {},
  ): Promise<Row[]> {
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port, user: 'postgres', password: SUPERUSER_PASSWORD, database },
      ssl: { rejectUnauthorized: false },
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Backs up the primary whole. */
  async backUp(): Promise<void> {
    await this.run(
      'pgbackrest',
      ['--stanza=quality-gate', '--type=full', 'backup'],
      this.backupEnvironment(await this.primary()),
    );
  }

  /**
   * Restores the state at a time into a server of its own, beside the cluster.
   *
   * @param target as PostgreSQL writes a time
   * @returns its port
   */
  async restore(target: string): Promise<number> {
    const place = {
      name: 'restored',
      port: await findFreePort(),
      restPort: 0,
      folder: path.join(this.folder, 'restored'),
    };
    const data = path.join(place.folder, 'data');
    for (const folder of ['restored', 'restored/data']) this.makeFolder(folder);
    const environment = this.backupEnvironment(place);
    const time = ['--type=time', `--target=${target}`, '--target-action=promote'];
    await this.run('pgbackrest', ['--stanza=quality-gate', ...time, 'restore'], environment);
    // Replaces settings that Patroni wrote for the node that was backed up.
    const settings = {
      ...{ port: place.port, listen_addresses: '127.0.0.1', unix_socket_directories: place.folder },
      ...{ hba_file: path.join(data, 'pg_hba.conf'), ident_file: path.join(data, 'pg_ident.conf') },
      ...{ archive_mode: 'off', synchronous_standby_names: '' },
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = this.startProgram(
      'restored',
      path.join(this.postgres.bin, 'postgres'),
      ['-D', data, ...args],
      environment,
    );
    await server.untilReady('the restored server takes writes', async () => {
      const [row] = await this.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby', {
        port: place.port,
      });
      return !row!.standby;
    });
    return place.port;
  }

  /** Lets in the serving role, which `npm run migrate` has made by now, with its secret as the server has it. */
  async startPooler(): Promise<void> {
    const roles = await this.query<{ name: string; secret: string }>(
      `SELECT rolname AS name, rolpassword AS secret FROM pg_authid WHERE rolname IN ('qg_app', 'qg_app_auth')`,
    );
    this.write('userlist.txt', roles.map(({ name, secret }) => `"${name}" "${secret}"\n`).join(''));
    const pooler = this.startProgram('pgbouncer', 'pgbouncer', ['--quiet', path.join(this.folder, 'pgbouncer.ini')]);
    await pooler.untilReady('PgBouncer answers', async () => {
      const client = new pg.Client({
        connectionString: this.environment.DATABASE_URL.replace('?sslmode=require', ''),
        ssl: { rejectUnauthorized: false },
      });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('SELECT 1').finally(() => client.end());
      return true;
    });
  }

  async stop(): Promise<void> {
    const named = (names: readonly string[]) => [...this.programs].filter(([name]) => names.includes(name));
    const nodes = this.nodes.map(({ name }) => name);
    for (const [name, program] of this.programs)
      if (!nodes.includes(name) && name !== 'etcd') {
        program.signal('SIGCONT');
        await program.end(ENDED_BY[name] ?? 'SIGTERM');
      }
    // Patroni stops its PostgreSQL in good order while etcd is there.
    await Promise.all(named(nodes).map(([, program]) => program.end('SIGTERM')));
    this.endServers();
    process.off('exit', this.endServers);
    for (const [, program] of named(['etcd'])) await program.end('SIGTERM');
  }

  /** Ends servers of PostgreSQL that run still: Patroni is not their parent. */
  private readonly endServers = (): void => {
    for (const node of this.nodes) {
      const pid = postmasterOf(node);
      if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGQUIT');
    }
  };

  private async startAll(): Promise<void> {
    process.once('exit', this.endServers);
    this.writeFiles();
    const client = `http://127.0.0.1:${this.ports.etcd}`;
    const peer = `http://127.0.0.1:${this.ports.etcdPeer}`;
    const etcd = this.startProgram('etcd', 'etcd', [
      ...['--data-dir', path.join(this.folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
    ]);
    await etcd.untilReady('etcd is healthy', async () => (await fetch(`${client}/health`)).status === 200);
    const haproxy = this.startProgram('haproxy', 'haproxy', ['-f', path.join(this.folder, 'haproxy.cfg')]);
    this.startRedis();
    await this.startNode(this.nodes[0]);
    await until('a primary', () => this.isPrimary(this.nodes[0]));
    await haproxy.untilReady(
      'HAProxy leads to the primary',
      async () => (await this.query('SELECT 1', { database: 'postgres' })).length === 1,
    );
    await this.query(`CREATE DATABASE ${DATABASE}`, { database: 'postgres' });
    await this.run('pgbackrest', ['--stanza=quality-gate', 'stanza-create'], this.backupEnvironment(this.nodes[0]));
    await this.startNode(this.nodes[1]);
    await this.untilSynchronous();
  }

  private writeFiles(): void {
    const [certificate, key] = [path.join(this.folder, 'server.crt'), path.join(this.folder, 'server.key')];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
    chmodSync(key, 0o600);
    for (const file of [certificate, key]) this.give(file);
    for (const name of ['etcd', 'backups', ...this.nodes.map((node) => node.name)]) this.makeFolder(name);
    const { etcd: etcdPort, primary } = this.ports;
    const bin = this.postgres.bin;
    for (const node of this.nodes)
      this.write(`${node.name}/patroni.yml`, patroniFile(node, { etcdPort, bin, certificate, key }));
    this.write('haproxy.cfg', haproxyFile(this.ports, this.instancePorts, this.nodes));
    const users = path.join(this.folder, 'userlist.txt');
    this.write('pgbouncer.ini', pgbouncerFile(this.ports.pooler, primary, { users, certificate, key }));
    this.write('pgbackrest.conf', '[global]\n');
    this.write('redis.conf', redisFile(this.ports.redis));
  }

  private makeFolder(name: string): void {
    const folder = path.join(this.folder, name);
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

  private async members(): Promise<readonly Member[]> {
    for (const { restPort } of this.nodes) {
      const answer = await fetch(`http://127.0.0.1:${restPort}/cluster`).catch(() => null);
      if (answer !== null) return ((await answer.json()) as { members: Member[] }).members;
    }
    return [];
  }

  private async statusOf({ restPort }: NodePlace, route: string): Promise<number> {
    return fetch(`http://127.0.0.1:${restPort}${route}`).then(
      ({ status }) => status,
      () => 0,
    );
  }
}

/** The server process of a node; null where none is recorded. */
function postmasterOf({ folder }: NodePlace): number | null {
  try {
    return Number.parseInt(readFileSync(path.join(folder, 'data/postmaster.pid'), 'utf8'), 10);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
