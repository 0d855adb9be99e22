import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDurably } from './durable-file.js';
import { errnoOf, withFolderErrors } from './embedded-postgres-error.js';

export const PASSWORD_FILE = 'postgres.password';

/**
 * Reads the password of the cluster's superuser, made at the first start and stored in the data folder, readable by its
 * owner alone. `isNew`: the file was missing.
 */
export function readOrMakePassword(dataDir: string): Promise<{ readonly password: string; readonly isNew: boolean }> {
  const file = join(dataDir, PASSWORD_FILE);
  return withFolderErrors(dataDir, async () => {
    const isNew =
      !(await exists(file)) && (await createDurably(file, `${randomBytes(24).toString('base64url')}\n`, 0o600));
    return { password: (await readFile(file, 'utf8')).trim(), isNew };
  });
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
}
