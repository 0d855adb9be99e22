import { type Git } from '../git/git.js';
import { readTrackedFile, type Unread } from '../source/read-tracked-file.js';

/** A file of configuration as text, or why it does not count. */
export type ConfigText = { readonly text: string } | { readonly unread: Unread };

/** Reads the files that configure a repository: qgate.yml and the policy file. */
export interface ConfigFiles {
  /** @param file relative to the repository's root */
  read(file: string, maxBytes: number): Promise<ConfigText>;
}

/** Mode of a regular file in git's lists, executable or not; links have another. */
const REGULAR_FILE = '100';

/**
 * The files as they stand in the working tree. What leads out of the checkout is not read.
 *
 * @param isTrackedOnly in CI: what git does not track may have been left there by an earlier build
 */
export const workingTreeConfig = (git: Git, { isTrackedOnly }: { readonly isTrackedOnly: boolean }): ConfigFiles => ({
  read: async (file, maxBytes) => {
    const isTracked =
      !isTrackedOnly ||
      (await git.ask('ls-files', '--stage', '--', `:(literal)${file}`))?.startsWith(REGULAR_FILE) === true;
    const read = await readTrackedFile(git.root, new Set(isTracked ? [file] : []), file, maxBytes);
    if (typeof read !== 'string') return { text: read.text };
    return { unread: read === 'untracked' && !(await isThere(git, file)) ? 'missing' : read };
  },
});

/** The files as they were at a commit; a link is none. */
export const configAt = (git: Git, commit: string): ConfigFiles => ({
  read: async (file, maxBytes) => {
    const [mode = '', , blob] = ((await git.ask('ls-tree', commit, '--', file)) ?? '').split(/\s/u);
    if (mode === '' || blob === undefined) return { unread: 'missing' };
    if (!mode.startsWith(REGULAR_FILE)) return { unread: 'outside' };
    if (Number(await git.run('cat-file', '-s', blob)) > maxBytes) return { unread: 'too_large' };
    return { text: await git.run('cat-file', 'blob', blob) };
  },
});

/** No files at all. */
export const NO_CONFIG: ConfigFiles = { read: () => Promise.resolve({ unread: 'missing' }) };

async function isThere(git: Git, file: string): Promise<boolean> {
  const listed = await git.ask('ls-files', '--others', '--cached', '--', `:(literal)${file}`);
  return listed !== null && listed !== '';
}
