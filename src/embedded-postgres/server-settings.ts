/** `off` trades every guarantee against crashes for speed: for throwaway clusters of tests only. */
export type Durability = 'on' | 'off';

export interface ServerSettingsInput {
  readonly port: number;
  /** Shown in the title of each of the cluster's processes. */
  readonly clusterName: string;
  readonly durability: Durability;
}

/** Of a cluster for tests, on which many services run at once. */
const WITHOUT_DURABILITY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  // Of passwords set from now on: deriving a key in 4,096 rounds is most of what a connection costs its client.
  scram_iterations: '1',
};

/**
 * Settings of this service's own server, given on the command line at each start so that a new release's values hold at
 * once; all others stay as in postgresql.conf.
 */
export function serverSettings({ port, clusterName, durability }: ServerSettingsInput): Record<string, string> {
  return {
    // Reachable from this machine only, with a password; no socket file whose path could be too long
    // (docs/adr/operations.md#embedded-server-on-loopback).
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    cluster_name: clusterName,
    max_connections: '60',
    shared_buffers: '128MB',
    // Room for the log of a large upload, which another process writes during the upload: its statements and its
    // commit then have little left to write themselves.
    wal_buffers: '16MB',
    wal_writer_delay: '10ms',
    // Nothing replicates an embedded cluster, and bulk loads write less.
    wal_level: 'minimal',
    max_wal_senders: '0',
    // Short queries by far: compiling them costs more than it saves.
    jit: 'off',
    // The launcher reads stderr. Errors of statements go to the client; here they could carry stored values.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durability === 'off' ? WITHOUT_DURABILITY : {}),
  };
}

export function toArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
