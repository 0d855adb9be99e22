import { mergedNumbersIn } from '../../domain/changes/merged-numbers.js';
import { BORS_BRANCH, QUEUE_BOT_BRANCH } from '../../domain/publishing/queue-branches.js';
import { type Git } from '../git/git.js';
import { type CiEnvironment, type MergeGroup } from './ci-facts.js';

const NOTHING: MergeGroup = { members: [], target: null, baseCommit: null, branch: null, commit: null };

/** Branches of queues, by GitHub, Mergify and Trunk, with the target where their names have it. */
const QUEUE_BRANCHES = [/^gh-readonly-queue\/(?<target>.+)\/[^/]+$/, QUEUE_BOT_BRANCH] as const;
/** On a branch of Bors, the commit has to say it. */
const BORS_COMMIT = /^(?:Merge|Auto merge of)(?: #\d{1,9})+\b/;

/** Names of the members in a branch: `pr-12`, `pr-12-13`. */
const numbersOfBranch = (branch: string): number[] =>
  Array.from(branch.matchAll(/(?:^|\/)pr-(\d{1,9}(?:-\d{1,9})*)(?=[-/]|$)/g), ([, numbers]) =>
    numbers!.split('-').map(Number),
  ).flat();

/**
 * The merge group that CI tests; null where it tests none.
 *
 * @param branch as the CI system or git names it
 */
export async function findMergeGroup(
  { isCi, mergeGroup }: Pick<CiEnvironment, 'isCi' | 'mergeGroup'>,
  branch: string,
  git: Git,
): Promise<MergeGroup | null> {
  if (isCi !== true) return null;
  if (mergeGroup !== undefined) return mergeGroup;
  const queue = QUEUE_BRANCHES.map((pattern) => pattern.exec(branch)).find((match) => match !== null);
  if (queue != null) return { ...NOTHING, members: numbersOfBranch(branch), target: queue.groups?.target ?? null };
  if (!BORS_BRANCH.test(branch)) return null;
  const message = (await git.ask('log', '--max-count=1', '--format=%B', 'HEAD')) ?? '';
  return BORS_COMMIT.test(message) ? { ...NOTHING, members: mergedNumbersIn(message) } : null;
}
