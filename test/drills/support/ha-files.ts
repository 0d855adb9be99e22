import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/** Loopback ports of a node of PostgreSQL. */
export interface NodePlace {
  readonly name: string;
  readonly port: number;
  readonly restPort: number;
  readonly folder: string;
}

const HA = path.join(__dirname, '../../../deploy/ha');
const read = (file: string): string => readFileSync(path.join(HA, file), 'utf8');

/** Replaces text of a file of deploy/ha that has to be there. */
function replaced(text: string, changes: readonly (readonly [RegExp, string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!from.test(changed)) throw new Error(`The file has nothing to replace: ${from.source}`);
    return changed.replace(from, to);
  }, text);
}

/**
 * `patroni.yml` with the addresses of one machine. Only that differs, and what this machine must not take part in: no watchdog, which
 * would restart it, and no waiting for its disk.
 */
export function patroniFile(
  node: NodePlace,
  { etcdPort, bin, certificate, key }: { etcdPort: number; bin: string; certificate: string; key: string },
): string {
  const file = parse(read('patroni.yml'));
  file.name = node.name;
  file.restapi = { listen: `127.0.0.1:${node.restPort}`, connect_address: `127.0.0.1:${node.restPort}` };
  file.etcd3.hosts = `127.0.0.1:${etcdPort}`;
  file.watchdog = { mode: 'off' };
  Object.assign(file.postgresql, {
    ...{ listen: `127.0.0.1:${node.port}`, connect_address: `127.0.0.1:${node.port}` },
    // Else a copy begins with a checkpoint that takes its time.
    basebackup: [{ checkpoint: 'fast' }],
    ...{ data_dir: path.join(node.folder, 'data'), bin_dir: bin, pgpass: path.join(node.folder, 'pgpass') },
    pg_hba: (file.postgresql.pg_hba as string[]).map((line) =>
      // The folder of the socket is the account's own, which need not be called postgres.
      line.replace('10.0.0.0/8', '127.0.0.0/8').replace(/ peer$/, ' trust'),
    ),
  });
  Object.assign(file.postgresql.parameters, {
    ...{ ssl_cert_file: certificate, ssl_key_file: key, unix_socket_directories: node.folder, fsync: 'off' },
  });
  return stringify(file);
}

/** `haproxy.cfg` with the addresses of one machine, and two servers of PostgreSQL instead of three. */
export const haproxyFile = (
  ports: { http: number; primary: number },
  instances: readonly number[],
  nodes: readonly NodePlace[],
): string =>
  replaced(read('haproxy.cfg'), [
    // Twice as many open files: more than an account may have on many machines.
    [/maxconn 20000/, 'maxconn 1000'],
    [/bind :8080/, `bind 127.0.0.1:${ports.http}`],
    [/bind :5000/, `bind 127.0.0.1:${ports.primary}`],
    ...instances.map((port, at) => [new RegExp(`gate${at + 1}\\.example\\.org:3000`), `127.0.0.1:${port}`] as const),
    ...nodes.map(
      ({ port, restPort }, at) =>
        [new RegExp(`db${at + 1}\\.example\\.org:5432`), `127.0.0.1:${port} port ${restPort}`] as const,
    ),
    [/\n *server db3 .*/, ''],
  ]);

/** `pgbouncer.ini` with the addresses and files of one machine. */
export const pgbouncerFile = (
  port: number,
  primary: number,
  files: { users: string; certificate: string; key: string },
): string =>
  replaced(read('pgbouncer.ini'), [
    [/host=haproxy\.example\.org port=5000/, `host=127.0.0.1 port=${primary}`],
    [/listen_addr = .*/, 'listen_addr = 127.0.0.1'],
    [/listen_port = .*/, `listen_port = ${port}`],
    [/auth_file = .*/, `auth_file = ${files.users}`],
    [/client_tls_cert_file = .*/, `client_tls_cert_file = ${files.certificate}`],
    [/client_tls_key_file = .*/, `client_tls_key_file = ${files.key}`],
  ]);

/** `redis.conf` with the address of one machine. */
export const redisFile = (port: number): string =>
  replaced(read('redis.conf'), [
    [/^bind .*/m, 'bind 127.0.0.1'],
    [/^port .*/m, `port ${port}`],
  ]);
