import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './embedded-postgres-error.js';

/** Writes a whole file or none: a reader, or a start after a crash, never sees a part of it. */
export async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const draft = await writeDraft(path, text, mode);
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** As `writeDurably`, but leaves a file that exists already as it is. False: it existed. */
export async function createDurably(path: string, text: string, mode: number): Promise<boolean> {
  const draft = await writeDraft(path, text, mode);
  try {
    await link(draft, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Makes the names in a folder survive a crash of the machine, as far as the file system offers it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(errnoOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

async function writeDraft(path: string, text: string, mode: number): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return draft;
}

/**
 * Makes a folder and its parents. Those that had to be made get exactly `mode`, whatever the umask. (Node's recursive
 * mkdir reports a read-only disk as a missing folder, and does not end below /proc.)
 */
export async function makeFolder(folder: string, mode: number): Promise<void> {
  if (await makeOne(folder, mode)) return;
  await makeFolder(dirname(folder), mode);
  if (!(await makeOne(folder, mode)))
    throw Object.assign(new Error(`${folder} cannot be created.`), { code: 'ENOENT' });
}

/** False: the parent is missing. */
async function makeOne(folder: string, mode: number): Promise<boolean> {
  try {
    await mkdir(folder);
    await chmod(folder, mode);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && dirname(folder) !== folder) return false;
    if (errnoOf(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return true;
    throw error;
  }
}
