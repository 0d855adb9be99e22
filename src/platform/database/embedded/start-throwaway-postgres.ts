import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.js';

/** A cluster of its own in a new temporary folder, fast and without durability. `stop` deletes the folder, too. */
export async function startThrowawayPostgres(): Promise<EmbeddedPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'quality-gate-'));
  // Under root, the user that runs PostgreSQL must pass through.
  await chmod(dataDir, 0o711);
  const deleteFolder = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startEmbeddedPostgres({ dataDir, durability: 'off', restartBackoffMs: [] });
    return {
      superuser: server.superuser,
      dataDirectory: server.dataDirectory,
      get postmasterPid() {
        return server.postmasterPid;
      },
      stop: () => server.stop().finally(deleteFolder),
    };
  } catch (error) {
    await deleteFolder();
    throw error;
  }
}
