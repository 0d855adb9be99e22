import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureCluster } from './cluster.js';
import { type ClusterHome, findClusterHome, prepareDataDir } from './cluster-home.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import { findFreePort } from './free-port.js';
import { type LauncherLog, SILENT_LOG } from './launcher-log.js';
import { clearOrphan } from './orphan.js';
import { launchPostmaster, type Postmaster, PostmasterStartFailure } from './postmaster.js';
import { type SuperuserConnection, superuserConnection } from './running-postgres.js';
import { isPortTaken, isPredecessorStillEnding } from './server-output.js';
import { type Durability, serverSettings, toArguments } from './server-settings.js';
import { readOrMakePassword } from './superuser-password.js';
import { PostmasterSupervisor, type UnexpectedExit } from './supervisor.js';

export { findRunningPostgres, type SuperuserConnection } from './running-postgres.js';

export interface EmbeddedPostgresOptions {
  /** The service's data folder (`DATA_DIR`). It is made when missing. */
  readonly dataDir: string;
  readonly log?: LauncherLog;
  /** `off` for throwaway clusters only. */
  readonly durability?: Durability;
  /** Called when PostgreSQL ends unasked, before it is started again. */
  readonly onExit?: (exit: UnexpectedExit) => void;
  /** Called when it serves again, on the same port. */
  readonly onRestart?: () => void;
  /** Pauses before consecutive restarts in milliseconds; an empty list: never restarted. */
  readonly restartBackoffMs?: readonly number[];
  /** Replaces /var/lib/quality-gate in tests: the folder of clusters that root's PostgreSQL account cannot reach elsewhere. */
  readonly sharedBase?: string;
}

export interface EmbeddedPostgres {
  readonly superuser: SuperuserConnection;
  /** Changes when PostgreSQL had to be started again. */
  readonly postmasterPid: number;
  readonly dataDirectory: string;
  /** Stops PostgreSQL and releases the data folder. Another call waits for the same stop. */
  stop(): Promise<void>;
}

/** Time for sessions and the last writes at a stop, before the rest is left to recovery. */
const STOP_PATIENCE_MS = 8_000;
const LAUNCH_ATTEMPTS = 50;
const RETRY_MS = 200;

/**
 * Starts the PostgreSQL that is bundled with the service on the cluster of `dataDir`, creating it first where there is
 * none, and keeps it running until `stop`.
 *
 * @throws EmbeddedPostgresError with what happened and what the operator can do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? SILENT_LOG;
  const dataDir = await prepareDataDir(resolve(options.dataDir));
  const home = await findClusterHome(dataDir, options.sharedBase);
  const lock = await lockFolder(home.folder, log);
  try {
    return await startLocked(dataDir, home, lock, { ...options, log });
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw error instanceof PostmasterStartFailure ? error.toPublicError() : error;
  }
}

async function startLocked(
  dataDir: string,
  home: ClusterHome,
  lock: FolderLock,
  options: EmbeddedPostgresOptions & { readonly log: LauncherLog },
): Promise<EmbeddedPostgres> {
  const { log, durability = 'on' } = options;
  const { dataDirectory } = home;
  await clearOrphan(dataDirectory, log);
  const { password, isNew } = await readOrMakePassword(dataDir);
  await ensureCluster(home, { password, isNewPassword: isNew, isDurable: durability === 'on', log });

  let port = 0;
  const clusterName = nameCluster(home.folder);
  const launchOnce = () =>
    launchPostmaster({
      program: home.binaries.postgres,
      dataDirectory,
      args: toArguments(serverSettings({ port, clusterName, durability })),
      runAs: home.runAs,
      log,
    });
  const supervisor = await PostmasterSupervisor.start({
    // The first start takes whichever port is free; later ones keep it, so that connection pools find it again.
    launch: () =>
      port === 0
        ? launchPatiently(launchOnce, async () => {
            port = await findFreePort();
          })
        : launchPatiently(launchOnce, () => clearOrphan(dataDirectory, log)),
    log,
    ...(options.onExit && { onExit: options.onExit }),
    ...(options.onRestart && { onRestart: options.onRestart }),
    ...(options.restartBackoffMs && { backoffMs: options.restartBackoffMs }),
  });
  log.info(
    `PostgreSQL ${home.binaries.version} serves ${dataDirectory} on 127.0.0.1:${port} (process ${supervisor.pid}).`,
  );

  let stopped: Promise<void> | undefined;
  return {
    superuser: superuserConnection(port, password),
    dataDirectory,
    get postmasterPid() {
      return supervisor.pid;
    },
    stop: () => (stopped ??= supervisor.stop(STOP_PATIENCE_MS).then(() => lock.release())),
  };
}

/** Repeats a start that failed for a reason that passes: the port was taken, or a killed predecessor still ends. */
async function launchPatiently(launch: () => Promise<Postmaster>, prepare: () => Promise<void>): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    await prepare();
    try {
      return await launch();
    } catch (error) {
      const isPassing =
        error instanceof PostmasterStartFailure &&
        (isPortTaken(error.exit.output) || isPredecessorStillEnding(error.exit.output));
      if (!isPassing || attempt === LAUNCH_ATTEMPTS) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** Name that identifies the processes of one cluster in a process list. */
function nameCluster(folder: string): string {
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const name = basename(folder)
    .replace(/[^\w.-]/g, '_')
    .slice(0, 40);
  return `quality-gate ${name} ${mark}`;
}
