import { type Git } from './git.js';

/** Mode of a regular file, executable or not; links and submodules have others. */
export const REGULAR_FILE = '100';

/** The files that git tracks in the working tree, relative to the root, in git's order; no links, no submodules. */
export async function listTrackedFiles(git: Git): Promise<readonly string[]> {
  const [listed, deleted] = await Promise.all([
    git.run('ls-files', '--stage', '-z'),
    git.run('ls-files', '--deleted', '-z'),
  ]);
  const gone = new Set(splitNul(deleted));
  const paths = new Set<string>();
  for (const entry of splitNul(listed)) {
    const tab = entry.indexOf('\t');
    const path = entry.slice(tab + 1);
    if (entry.startsWith(REGULAR_FILE) && !gone.has(path)) paths.add(path);
  }
  return [...paths];
}

/** The files that git neither tracks nor ignores. A repository within the checkout, which git lists as a folder, is left out. */
export async function listUntracked(git: Git): Promise<readonly string[]> {
  const listed = await git.ask('ls-files', '--others', '--exclude-standard', '-z');
  return splitNul(listed ?? '').filter((file) => !file.endsWith('/'));
}

/** Attributes by which forges know files that nobody writes by hand; such files are not judged. */
const GENERATED = [
  ':(attr:linguist-generated)',
  ':(attr:linguist-generated=true)',
  ':(attr:linguist-vendored)',
  ':(attr:linguist-vendored=true)',
];

/**
 * The tracked files that the analyzers leave out: those that .gitattributes declares generated or vendored, and those
 * that the globs name.
 *
 * @throws {CliError} of kind `usage` for a glob that git cannot read
 */
export async function listExcludedFiles(git: Git, globs: readonly string[]): Promise<ReadonlySet<string>> {
  const [generated, named] = await Promise.all([
    git.ask('ls-files', '-z', '--', ...GENERATED),
    globs.length === 0 ? '' : git.run('ls-files', '-z', '--', ...globs.map((glob) => `:(glob)${glob}`)),
  ]);
  return new Set([...splitNul(generated ?? ''), ...splitNul(named)]);
}

/** Entries of git's output with `-z`. */
export const splitNul = (text: string): string[] => text.split('\0').filter((entry) => entry !== '');
