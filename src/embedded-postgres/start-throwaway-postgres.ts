import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lockFolder } from './folder-lock.js';
import { SILENT_LOG } from './launcher-log.js';
import { clearOrphan } from './orphan.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.js';

const PREFIX = 'quality-gate-throwaway-';

/**
 * Starts a cluster in a new folder below `place`, fast and without durability; `stop` deletes the folder, too. Leftovers of
 * an earlier run that was killed are deleted first.
 */
export async function startThrowawayPostgres(place = tmpdir()): Promise<EmbeddedPostgres> {
  await deleteLeftovers(place);
  const dataDir = await mkdtemp(join(place, PREFIX));
  // Under root, the user that runs PostgreSQL must pass through.
  await chmod(dataDir, 0o711);
  const deleteFolder = (folder: string) => rm(folder, { recursive: true, force: true });
  try {
    const server = await startEmbeddedPostgres({ dataDir, durability: 'off', restartBackoffMs: [] });
    return {
      superuser: server.superuser,
      dataDirectory: server.dataDirectory,
      get postmasterPid() {
        return server.postmasterPid;
      },
      stop: async () => {
        await server.stop();
        await deleteFolder(dirname(server.dataDirectory));
        await deleteFolder(dataDir);
      },
    };
  } catch (error) {
    await deleteFolder(dataDir);
    throw error;
  }
}

/** Deletes folders whose lock has no holder any more. One without a lock is just being made, or deleted. */
async function deleteLeftovers(place: string): Promise<void> {
  const folders = (await readdir(place)).filter((name) => name.startsWith(PREFIX));
  for (const folder of folders.map((name) => join(place, name))) {
    const locks = await readdir(join(folder, 'lock')).catch((): string[] => []);
    if (locks.length > 0) await deleteIfAbandoned(folder);
  }
}

async function deleteIfAbandoned(folder: string): Promise<void> {
  try {
    const lock = await lockFolder(folder, SILENT_LOG);
    await clearOrphan(join(folder, 'postgres'), SILENT_LOG);
    await lock.release();
    await rm(folder, { recursive: true, force: true });
  } catch {
    // In use, another user's, or being deleted by another process: not ours to clear.
  }
}
