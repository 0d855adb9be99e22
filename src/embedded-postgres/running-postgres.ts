import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SUPERUSER } from './cluster.js';
import { CLUSTER_FOLDER, readLocation } from './cluster-home.js';
import { errnoOf } from './embedded-postgres-error.js';
import { PASSWORD_FILE } from './superuser-password.js';

/** Connection of the cluster's superuser for a driver. Contains a secret. */
export interface SuperuserConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export const superuserConnection = (port: number, password: string): SuperuserConnection => ({
  host: '127.0.0.1',
  port,
  user: SUPERUSER,
  password,
  database: 'postgres',
});

/** Line of postmaster.pid with the port. */
const PORT_LINE = 3;

/**
 * The server that another process runs on the cluster of `dataDir`; null where there is none. What a crash left behind is
 * taken for one: connecting to it fails.
 */
export async function findRunningPostgres(dataDir: string): Promise<SuperuserConnection | null> {
  try {
    const folder = await realpath(dataDir);
    const cluster = join((await readLocation(folder)) ?? folder, CLUSTER_FOLDER);
    const port = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[PORT_LINE]);
    const password = (await readFile(join(folder, PASSWORD_FILE), 'utf8')).trim();
    return Number.isInteger(port) && port > 0 ? superuserConnection(port, password) : null;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
