import { type Git } from './git.js';

/** Size above which files are data or bundles. */
const MAX_TEXT_BYTES = 1024 * 1024;

const LF = 0x0a;

/**
 * The texts of files at a commit, by their paths; files that do not exist, are larger than 1 MiB or binary are left
 * out, and so are paths with a line break, which git's batch mode cannot name.
 */
export async function readTextsAt(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = paths.filter((path) => !path.includes('\n'));
  if (asked.length === 0) return new Map();
  const small = await findSmall(git, commit, asked);
  if (small.length === 0) return new Map();
  const output = await git.feed(toLines(commit, small), 'cat-file', '--batch');
  const texts = new Map<string, string>();
  let at = 0;
  for (const path of output === null ? [] : small) {
    const end = output!.indexOf(LF, at);
    const size = Number(/ blob (\d+)$/.exec(output!.toString('latin1', at, end))?.[1] ?? NaN);
    if (end < 0 || Number.isNaN(size)) break;
    const content = output!.subarray(end + 1, end + 1 + size);
    if (!content.includes(0)) texts.set(path, content.toString('utf8'));
    at = end + 1 + size + 1;
  }
  return texts;
}

/** The paths that name a blob of a size that is read. */
async function findSmall(git: Git, commit: string, paths: readonly string[]): Promise<readonly string[]> {
  const output = await git.feed(toLines(commit, paths), 'cat-file', '--batch-check=%(objecttype) %(objectsize)');
  const answers = output?.toString('latin1').split('\n') ?? [];
  return paths.filter((_, index) => {
    const size = /^blob (\d+)$/.exec(answers[index] ?? '')?.[1];
    return size !== undefined && Number(size) <= MAX_TEXT_BYTES;
  });
}

const toLines = (commit: string, paths: readonly string[]): string =>
  paths.map((path) => `${commit}:${path}\n`).join('');
