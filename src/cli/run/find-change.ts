import { type ChangedFile, type LineRange } from '../../domain/changes/changed-lines.js';
import { type Landed } from '../../domain/changes/landed.js';
import { withoutRanges } from '../../domain/changes/line-ranges.js';
import { countOf } from '../../domain/count-of.js';
import { type ChangeSources, describeChange } from '../changes/describe-change.js';
import { CliError } from '../exit-code.js';
import { type ChangeDiff, changeSince, diffFromTarget, findChange, listChangedSince } from '../git/changed-lines.js';
import { type Git } from '../git/git.js';
import { listLanded } from '../git/landed.js';
import { readTextsAt } from '../git/old-texts.js';
import { listExcludedFiles } from '../git/tracked-files.js';
import { type ChangeIdentity, comparedWith } from '../identity/detect-identity.js';
import { Checkout } from '../source/checkout.js';
import { ENRICH_LIMITS } from '../source/limits.js';
import { type RunPlace } from './run-place.js';

/** A change as it is sent. */
export interface Change {
  readonly mergeBase: string;
  /** First-parent ancestors of the merge base, newest first. */
  readonly baseCommits: readonly string[];
  /** In path order; empty when nothing changed. */
  readonly files: readonly ChangedFile[];
  /** Paths that differ between a commit and the merge base; null where they cannot be known. */
  readonly listChangedSince: (commit: string) => Promise<readonly string[] | null>;
  /** History of the change, of which its reverts count. */
  readonly landed: Landed;
}

/** Reading the sources of a change must not delay a run for longer. */
const MAX_READING_MS = 30_000;

/**
 * Works out what the change is and what its sources show of it, and says how large it is.
 *
 * @param tracked the files that git tracks
 * @throws {CliError} of kind `usage` without a common commit
 */
export function findChangedLines(
  { git, progress }: Pick<RunPlace, 'git' | 'progress'>,
  identity: ChangeIdentity,
  tracked: readonly string[],
): Promise<Change> {
  return progress.step('Changed lines', async (step) => {
    const against = comparedWith(identity);
    const difference = await findChange(git, against, (message) => progress.detail(message));
    const { mergeBase, baseCommits } = difference;
    const explain = (message: string) => progress.detail(message);
    const limits = { ...ENRICH_LIMITS, totalMs: MAX_READING_MS };
    const sources: ChangeSources = {
      checkout: new Checkout({ root: git.root, tracked, explain, limits }),
      generated: await listExcludedFiles(git, []),
      readOld: (paths) => readTextsAt(git, mergeBase, paths),
    };
    const changed = await filesOf(difference);
    const onTarget = await findOnTarget(git, against.branch, mergeBase, changed);
    const files = await describeChange(
      changed.map((file, at) => ({ ...file, onTarget: onTarget[at] ?? null })),
      sources,
    );
    step.say(`${countOf(files.length, 'file')} against ${against.branch} at ${mergeBase.slice(0, 10)}`);
    progress.detail(describe({ mergeBase, baseCommits, files }));
    return {
      ...{ mergeBase, baseCommits, files, landed: await listLanded(git, mergeBase) },
      listChangedSince: (commit) => listChangedSince(git, commit, mergeBase),
    };
  });
}

/** Line for `--verbose`: the counts of all that is sent beside the lines. */
function describe({ mergeBase, baseCommits, files }: Pick<Change, 'mergeBase' | 'baseCommits' | 'files'>): string {
  const executable = files.flatMap(({ kind, executableAdded }) => (kind === 'source' ? (executableAdded ?? []) : []));
  const lines = executable.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const scopes = files.reduce((sum, { editedScopes }) => sum + (editedScopes?.length ?? 0), 0);
  return (
    `base_sha ${mergeBase} and ${countOf(baseCommits.length, 'commit')} before it; ` +
    `${countOf(lines, 'executable line')} added to sources, ${countOf(scopes, 'scope')} edited`
  );
}

/** The changed files with both kinds of hunks; of a file in which only white space differs the second are none. */
async function filesOf({ diff, diffIgnoringSpace }: ChangeDiff): Promise<readonly ChangedFile[]> {
  const files = await readDiff(diff);
  const ignoringSpace = new Map((await readDiff(diffIgnoringSpace)).map((file) => [file.path, file]));
  return files.map((file) => {
    const other = ignoringSpace.get(file.path);
    return { ...file, hunksIgnoringSpace: file.hunks && (other === undefined ? [] : other.hunks) };
  });
}

/** For each file its added lines that the target branch has by now; null where that is not known. */
async function findOnTarget(
  git: Git,
  branch: string,
  mergeBase: string,
  files: readonly ChangedFile[],
): Promise<readonly (readonly LineRange[] | null)[]> {
  const adding = files.filter(({ added }) => added.length > 0).flatMap(({ path, oldPath }) => [path, oldPath ?? path]);
  const diff = await diffFromTarget(git, branch, mergeBase, [...new Set(adding)]);
  if (diff === null) return files.map(() => null);
  const beyond = new Map((await readDiff(diff)).map((file) => [file.path, file]));
  return files.map(({ path, added, hunks }) => {
    const file = beyond.get(path);
    const isText = hunks !== null && (file === undefined || file.hunks !== null);
    return isText ? withoutRanges(added, file?.added ?? []) : null;
  });
}

async function readDiff(diff: string): Promise<readonly ChangedFile[]> {
  const { parseUnifiedDiff } = await import('../../domain/changes/parse-unified-diff.js');
  const read = parseUnifiedDiff(diff);
  if (read.ok) return read.value.files;
  throw new CliError('unusable_input', `The change cannot be read: ${read.error.message}`);
}

/** All that a scan of a branch with a baseline sends: what differs from its base, and what landed since. */
export interface SinceBase {
  readonly files: readonly ChangedFile[];
  readonly landed: Landed;
}

/** Null where the clone lacks the commit of the base. */
export async function findSinceBase(git: Git, commit: string): Promise<SinceBase | null> {
  if (!git.hasCommits || !/^[0-9a-f]{7,64}$/.test(commit)) return null;
  if ((await git.ask('cat-file', '-e', `${commit}^{commit}`)) === null) return null;
  const [difference, landed] = await Promise.all([changeSince(git, commit), listLanded(git, commit)]);
  return { files: await filesOf(difference), landed };
}
