import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Linux keeps its files in memory. */
const SHARED_MEMORY = '/dev/shm';
/** Room for the databases of a run several times over. A container has 64 MB by default. */
const NEEDED_BYTES = 2 * 2 ** 30;

/**
 * The place for clusters of tests: in memory where there is room, else the temporary folder. A clone of the migrated
 * database makes and deletes a thousand files, for which file systems on disk take ten times the processor time.
 */
export function memoryFolder(folder = SHARED_MEMORY, neededBytes = NEEDED_BYTES): string {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= neededBytes ? folder : tmpdir();
  } catch {
    return tmpdir();
  }
}
