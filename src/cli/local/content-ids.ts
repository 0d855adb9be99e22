import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Git } from '../git/git.js';
import { REGULAR_FILE, splitNul } from '../git/tracked-files.js';
import { readRegularFile } from '../regular-file.js';
import { isSource, MAX_SOURCE_BYTES } from '../source/inventory.js';

/**
 * An id of the content of each source, by its path: git's blob where the working tree has it unchanged, a digest of the file elsewhere.
 * Files that cannot be read are left out.
 */
export async function readContentIds(git: Git): Promise<ReadonlyMap<string, string>> {
  const [listed, modified] = await Promise.all([
    git.run('ls-files', '-v', '--stage', '-z'),
    git.run('ls-files', '--modified', '-z'),
  ]);
  const ids = new Map<string, string>();
  const unknown = new Set(splitNul(modified).filter(isSource));
  for (const entry of splitNul(listed)) {
    const tab = entry.indexOf('\t');
    const file = entry.slice(tab + 1);
    const [tag, mode = '', blob = '', stage] = entry.slice(0, tab).split(' ');
    if (!mode.startsWith(REGULAR_FILE) || !isSource(file)) continue;
    // Another tag says that git does not look at the working tree, or that a merge is under way.
    if (tag === 'H' && stage === '0') ids.set(file, blob);
    else unknown.add(file);
  }
  for (const file of unknown) {
    const id = await digestFile(path.join(git.root, file));
    if (id === null) ids.delete(file);
    else ids.set(file, id);
  }
  return ids;
}

async function digestFile(file: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readRegularFile(file, MAX_SOURCE_BYTES))
      .digest('hex');
  } catch {
    return null;
  }
}
