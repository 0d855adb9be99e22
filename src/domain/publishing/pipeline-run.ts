import { claimText } from './demanded-claims.js';
import { BORS_BRANCH, QUEUE_BOT_BRANCH } from './queue-branches.js';

/** Facts of a pipeline's run, as its identity token states them; null where the issuer does not. */
export interface PipelineRun {
  readonly sha: string | null;
  /** As the token has it. */
  readonly ref: string | null;
  /** Of a pull request, the one that it comes from; of a tag the full ref, which is the name of no branch. */
  readonly branch: string | null;
  /** Target of a pull request. */
  readonly baseBranch: string | null;
  readonly prNumber: number | null;
  /** True for a pull request, false for a branch or a tag. */
  readonly isPull: boolean | null;
  /**
   * Of a run of a merge queue; null, or left out, for a run of something else; `untold` where the token does not say which: GitLab's for
   * a merge request has the source branch as its `ref_path`, in a merge train as well.
   */
  readonly queue?: QueueOfRun | 'untold' | null;
}

/** A merge queue's run: what a scan of its merge group has to name. */
export interface QueueOfRun {
  readonly branch: string;
  /** The pull request that the branch is named after. */
  readonly prNumber: number;
  /** Null where the branch does not name it. */
  readonly target: string | null;
}

/** Fields of a scan that a run decides. */
export interface ScanOfRun {
  readonly branch: string;
  readonly commitSha: string | null;
  readonly extraShas: readonly string[];
  readonly prNumber: number | null;
  readonly baseBranch?: string | null;
  /** Pull requests of the merge group that it is of; null, or left out, for any other scan. */
  readonly groupMembers?: readonly number[] | null;
}

type Token = Readonly<Record<string, unknown>>;

/** A run whose token states nothing. */
export const UNTOLD_RUN: PipelineRun = {
  sha: null,
  ref: null,
  branch: null,
  baseBranch: null,
  prNumber: null,
  isPull: null,
};

const BRANCH = 'refs/heads/';
const TAG = 'refs/tags/';
/** GitHub, Gitea and Azure; GitLab; Bitbucket. */
const PULL = /^refs\/(?:pull|merge-requests|pull-requests)\/([1-9]\d{0,14})\//;
/** GitLab's ref of a merge train. A branch may have such a name, but not such a `ref_path`. */
const TRAIN = /^refs\/merge-requests\/([1-9]\d{0,14})\/train$/;
/** Branch of GitHub's merge queue. */
const QUEUE = /^gh-readonly-queue\/(.+)\/pr-([1-9]\d{0,14})-[^/]+$/;
const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Sources of GitLab's pipelines that run for a branch or for a merge request, without a claim that says which. */
const UNCLEAR: readonly unknown[] = ['parent_pipeline', 'external_pull_request_event'];

/** The run of a verified token, of whichever issuer. */
export function runOf(token: Token): PipelineRun {
  const ref = textOf(token, 'ref');
  const paths = [textOf(token, 'ref_path'), ref].filter((path) => path !== null);
  const number = paths.map((path) => PULL.exec(path)?.[1]).find((found) => found !== undefined);
  const sha = textOf(token, 'sha')?.toLowerCase() ?? '';
  const base = textOf(token, 'base_ref');
  return {
    sha: SHA.test(sha) ? sha : null,
    ref,
    branch: branchOf(token, paths),
    baseBranch: base && withoutPrefix(base),
    prNumber: number === undefined ? null : Number(number),
    isPull:
      number === undefined && UNCLEAR.includes(token.pipeline_source)
        ? null
        : isOfPull(token, number !== undefined, paths),
    queue: queueOf(token, ref, number !== undefined),
  };
}

/** GitHub's event names a queue, and GitLab's path of a train. Branches of bots are recognized by their names, as nothing else tells them. */
function queueOf(token: Token, ref: string | null, isOfNumber: boolean): PipelineRun['queue'] {
  const { event_name: event, pipeline_source: source } = token;
  const train = textOf(token, 'ref_path') ?? '';
  const ofTrain = TRAIN.exec(train)?.[1];
  if (ofTrain !== undefined) return { branch: train, prNumber: Number(ofTrain), target: null };
  if (isOfNumber || isPullEvent(event)) return null;
  if (source === 'merge_request_event' || UNCLEAR.includes(source)) return 'untold';
  const branch = ref === null ? null : withoutPrefix(ref);
  if (branch === null || QUEUE_BOT_BRANCH.test(branch) || BORS_BRANCH.test(branch)) return 'untold';
  const [, target, number] = QUEUE.exec(branch) ?? [];
  const isOfQueue = target !== undefined && (event === 'merge_group' || (event === undefined && source === undefined));
  return isOfQueue ? { branch, prNumber: Number(number), target } : null;
}

/** The branch of a pull request is in `head_ref` (GitHub) or in `ref` (GitLab); on GitHub the latter may be the target. */
function branchOf(token: Token, paths: readonly string[]): string | null {
  const head = textOf(token, 'head_ref');
  if (head !== null) return withoutPrefix(head);
  if (isPullEvent(token.event_name)) return null;
  const path = paths.find((one) => one.startsWith(BRANCH) || one.startsWith(TAG));
  if (path !== undefined) return withoutPrefix(path);
  const ref = textOf(token, 'ref');
  if (ref === null || ref.startsWith('refs/')) return null;
  if (token.ref_type === 'tag') return `${TAG}${ref}`;
  return token.ref_type === 'branch' ? ref : null;
}

function isOfPull(token: Token, hasNumber: boolean, paths: readonly string[]): boolean | null {
  if (hasNumber || isPullEvent(token.event_name) || token.pipeline_source === 'merge_request_event') return true;
  const isNamed = token.ref_type === 'branch' || token.ref_type === 'tag';
  return isNamed || paths.some((path) => path.startsWith(BRANCH) || path.startsWith(TAG)) ? false : null;
}

const isPullEvent = (event: unknown): boolean => typeof event === 'string' && event.startsWith('pull_request');

/**
 * Says what of a scan is not of the run, as the end of a sentence; null where all of it may be. A fact that the token does not
 * state binds nothing.
 */
export function faultOfScan(run: PipelineRun, scan: ScanOfRun): string | null {
  const { sha, prNumber, branch, baseBranch } = run;
  if (sha !== null && scan.commitSha !== sha && !scan.extraShas.includes(sha))
    return `commit ${sha}, which is neither commit_sha nor one of extra_shas`;
  if (scan.prNumber === null && unprovenCommits(run, scan).length > 0)
    return `commit ${sha}, which is not the only commit`;
  if (scan.groupMembers != null) return faultOfGroup(run, scan, scan.groupMembers);
  if (prNumber !== null && scan.prNumber !== prNumber) return `pull request ${prNumber}, which differs from pr_number`;
  if (run.isPull === true && scan.prNumber === null) return 'a pull request, but pr_number is missing';
  if (run.isPull === false && scan.prNumber !== null)
    return 'a run without a pull request, so pr_number must be omitted';
  if (branch !== null && !isOfBranch(branch, run, scan)) return `branch ${branch}, which differs from branch`;
  if (baseBranch !== null && scan.baseBranch != null && scan.baseBranch !== baseBranch)
    return `a pull request into ${baseBranch}, which differs from base_branch`;
  return null;
}

/**
 * Only a queue's run has a group: in any other one, waivers of pull requests that the commit does not contain would turn its
 * verdict. A merge train runs as a pipeline of the merge request at its head, or as a child of it.
 */
function faultOfGroup(run: PipelineRun, scan: ScanOfRun, members: readonly number[]): string | null {
  const { branch, queue } = run;
  if (queue == null)
    return 'a run outside a merge queue (event merge_group of its branch, or the ref_path of a merge train), so merge_group must be omitted';
  const isTrain = members.some((number) => scan.branch === `refs/merge-requests/${number}/train`);
  if (queue === 'untold')
    return branch === null || scan.branch === branch || (run.isPull !== false && isTrain)
      ? faultOfTarget(run.baseBranch, scan)
      : `branch ${branch}, which differs from branch`;
  if (!members.includes(queue.prNumber)) return `pull request ${queue.prNumber}, which is not in merge_group`;
  if (branch !== null && scan.branch !== branch && scan.branch !== queue.branch)
    return `branch ${branch}, which differs from branch`;
  return faultOfTarget(queue.target ?? run.baseBranch, scan);
}

const faultOfTarget = (target: string | null, { baseBranch }: ScanOfRun): string | null =>
  target !== null && baseBranch != null && baseBranch !== target
    ? `a pull request into ${target}, which differs from target_branch`
    : null;

/**
 * Commits of a scan that the token of its run does not name, as the head of a pull request whose merge commit CI runs on. The scan
 * speaks for them only once the forge names them as the head.
 */
export const unprovenCommits = ({ sha }: PipelineRun, { commitSha, extraShas }: ScanOfRun): string[] =>
  sha === null ? [] : [...new Set([commitSha ?? sha, ...extraShas])].filter((commit) => commit !== sha);

/** True for the pull request of a run: by its number or, where the issuer names none, by its branch. */
export function isPullOfRun(
  key: string,
  pull: { readonly number: number; readonly branch: string | null; readonly isFork: boolean },
): boolean {
  const ref = key.slice(key.indexOf(' ') + 1);
  const number = PULL.exec(ref)?.[1];
  if (number !== undefined) return Number(number) === pull.number;
  return ref !== '' && !pull.isFork && withoutPrefix(ref) === pull.branch;
}

/** The branch of a fork has its owner in front, and one with the name of the default branch goes by the number of its pull request. */
function isOfBranch(branch: string, { isPull }: PipelineRun, scan: ScanOfRun): boolean {
  if (scan.branch === branch) return true;
  if (isPull === false || scan.prNumber === null) return false;
  return scan.branch.endsWith(`:${branch}`) || scan.branch === `pull/${scan.prNumber}`;
}

/**
 * A text that is equal for runs of one branch, tag or pull request alone, as far as their issuer tells them apart: GitLab's `ref` of a
 * merge request is the name of its branch.
 */
export const refKey = ({ ref, prNumber, isPull }: PipelineRun): string =>
  JSON.stringify([ref, isPull === true ? (prNumber ?? true) : isPull]);

/** A text that is equal for the tokens of one run alone, as far as their issuer tells runs apart. */
export const runKey = ({ sha, ref }: PipelineRun): string => `${sha ?? ''} ${ref ?? ''}`;

const withoutPrefix = (ref: string): string => (ref.startsWith(BRANCH) ? ref.slice(BRANCH.length) : ref);

/** A claim as text; null for an empty one, as GitHub writes what does not apply. */
function textOf(token: Token, name: string): string | null {
  const text = claimText(token[name]);
  return text === '' ? null : text;
}
