import { randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The text of a key's file in the data folder, which is made at the first start and readable by the service alone. */
export async function readOrMakeKeyFile(file: string, make: () => string): Promise<string> {
  return (await readKeyFile(file)) ?? (await storeKey(file, make()));
}

/** The text of a key's file, which this makes private where it is not; null where there is none. */
export async function readKeyFile(file: string): Promise<string | null> {
  try {
    const text = await readFile(file, 'utf8');
    await chmod(file, 0o600);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes a key's file whole in place of one that may be there. Root leaves it to the owner of another file, as whom the service
 * reads it.
 */
export async function replaceKeyFile(file: string, text: string, ownedAs: string): Promise<void> {
  const { uid, gid } = await stat(ownedAs);
  const draft = draftOf(file);
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  if (process.getuid?.() === 0) await chown(draft, uid, gid);
  await rename(draft, file);
}

const draftOf = (file: string): string => `${file}.${randomBytes(6).toString('hex')}`;

/** Two services that start at once on one folder end up with the same key: a link is made by one of them. */
async function storeKey(file: string, text: string): Promise<string> {
  const draft = draftOf(file);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return await readFile(file, 'utf8');
  } finally {
    await rm(draft, { force: true });
  }
}
