import { createHash } from 'node:crypto';
import { isPullOfRun } from '../../../domain/publishing/pipeline-run.js';
import { toStatusReport } from '../../../domain/reporting/describe-report.js';
import type { CallFailure, ForgeError } from '../../../domain/reporting/judge-answer.js';
import { renderCheck } from '../../../domain/reporting/render-check.js';
import { commentMarker, needsComment, renderComment } from '../../../domain/reporting/render-comment.js';
import type { CommentReport, ReportFacts, ReportOptions } from '../../../domain/reporting/report-facts.js';
import type { ClaimedReport } from '../../record/forge-report/forge-report.js';
import type { Scan } from '../../verdict/scan/scan.reader.js';
import type {
  Called,
  CommitStates,
  CommitTarget,
  ForgeAccess,
  ForgeReporter,
  PullTarget,
  Written,
} from './forges/forge.js';
import type { ReportedScanFacts } from './report-facts.reader.js';

/** A place at a forge, and the way there. */
export interface Place {
  readonly client: ForgeReporter;
  readonly report: ClaimedReport;
  readonly options: ReportOptions;
  /** True where a commit that shows the facts as far as is known is read back. */
  readonly isLook: boolean;
  /** Obtains the right to call; not called where nothing is to be sent. */
  readonly open: () => Promise<Called<ForgeAccess>>;
}

/** Outcome at a place. */
export type Shown =
  | {
      readonly kind: 'shown';
      readonly digest: Buffer;
      readonly remoteId: string | null;
      readonly pipelineId: string | null;
      readonly url: string | null;
      /** False where no call was needed. */
      readonly isSent: boolean;
      readonly isWritten: boolean;
    }
  | { readonly kind: 'skipped'; readonly error: ForgeError | null }
  /** Nothing is shown yet: the forge names the commit as the head of the scan's pull request. */
  | { readonly kind: 'proven' }
  | {
      readonly kind: 'failed';
      readonly failure: CallFailure;
      readonly remoteId?: string | null;
      readonly pipelineId?: string | null;
      /** True where an unclear state was read. */
      readonly wasReadBack?: boolean;
    };

/** Branches of merge queues: their commits show a status, and belong to no pull request of their own. */
const MERGE_QUEUE = 'gh-readonly-queue/';

const digestOf = (sent: object): Buffer => createHash('sha256').update(JSON.stringify(sent)).digest();

const failed = (failure: CallFailure): Shown => ({ kind: 'failed', failure });
const skipped = (error: ForgeError | null = null): Shown => ({ kind: 'skipped', error });

/** Makes a place show the facts, by as few calls as that takes: none where it shows them. */
export function showReport(place: Place, { scan, facts }: ReportedScanFacts): Promise<Shown> {
  if (place.report.commitSha !== null && place.report.prNumber !== null) return proveHead(place, scan, facts);
  if (place.report.surface === 'comment')
    return scan.branch.startsWith(MERGE_QUEUE) ? Promise.resolve(skipped()) : showComment(place, scan, facts);
  return showOnCommit(place, facts, scan.branch);
}

/** Asks the forge if a commit that the token of the scan's pipeline does not name is the head of the pull request of that run. */
async function proveHead({ client, report, open }: Place, scan: Scan, { project }: ReportFacts): Promise<Shown> {
  const { commitSha: commit, prNumber: number } = report as { readonly commitSha: string; readonly prNumber: number };
  if (!scan.unprovenCommits.includes(commit)) return { kind: 'proven' };
  const opened = await open();
  if (!opened.ok) return failed(opened.outcome);
  const read = await client.readPull(opened.value, { project, projectId: report.link!.projectId, number });
  if (!read.ok) return failed(read.outcome);
  const { headSha, branch = null, isFork } = read.value;
  const isOfRun = scan.publisherRun !== null && isPullOfRun(scan.publisherRun, { number, branch, isFork });
  return isOfRun && commit.startsWith(headSha) ? { kind: 'proven' } : skipped('head_moved');
}

const isKnownToStand = ({ isUnclear, shownDigest }: ClaimedReport, digest: Buffer): boolean =>
  !isUnclear && shownDigest !== null && digest.equals(shownDigest);

const asItStands = ({ remoteId, pipelineId, url }: ClaimedReport, digest: Buffer): Shown => ({
  kind: 'shown',
  digest,
  remoteId,
  pipelineId,
  url,
  isSent: false,
  isWritten: false,
});

async function showOnCommit(
  { client, report, options, isLook, open }: Place,
  facts: ReportFacts,
  branch: string,
): Promise<Shown> {
  const { wanted, read, put } =
    report.surface === 'check'
      ? stateOf(renderCheck(facts, options), client.checks!)
      : stateOf(toStatusReport(facts), client.statuses);
  const digest = digestOf(wanted);
  const isLookedAt = isKnownToStand(report, digest);
  if (isLookedAt && !isLook) return asItStands(report, digest);
  const opened = await open();
  if (!opened.ok) return failed(opened.outcome);
  const access = opened.value;
  const { remoteId, pipelineId } = report;
  const target = {
    project: facts.project,
    projectId: report.link!.projectId,
    commitSha: facts.commitSha,
    branch,
    prNumber: facts.prNumber,
    remoteId,
    pipelineId,
  };
  if (!report.isUnclear && !isLookedAt) return toShown(report, digest, await put(access, target));
  const now = await read(access, target);
  if (!now.ok) return failed(now.outcome);
  const standing = { ...report, remoteId: now.value.remoteId, pipelineId: now.value.pipelineId ?? pipelineId };
  if (now.value.isWanted) return { ...asItStands(standing, digest), isSent: true } as Shown;
  const found = { ...target, remoteId: standing.remoteId, pipelineId: standing.pipelineId };
  return {
    ...toShown(standing, digest, await put(access, found)),
    wasReadBack: true,
  } as Shown;
}

/** A state with the calls that read it back and show it. */
const stateOf = <Report extends object>(wanted: Report, states: CommitStates<Report>) => ({
  wanted,
  read: (access: ForgeAccess, target: CommitTarget) => states.read(access, target, wanted),
  put: (access: ForgeAccess, target: CommitTarget) => states.put(access, target, wanted),
});

function toShown(before: ClaimedReport, digest: Buffer, { outcome, ...written }: Written): Shown {
  const { remoteId = before.remoteId, pipelineId = before.pipelineId, url = before.url } = written;
  if (outcome.kind !== 'done') return { kind: 'failed', failure: outcome, remoteId, pipelineId };
  return { kind: 'shown', digest, remoteId, pipelineId, url, isSent: true, isWritten: true };
}

async function showComment(place: Place, scan: Scan, facts: ReportFacts): Promise<Shown> {
  const { client, report, options, open } = place;
  const mayStand = report.remoteId !== null || report.isUnclear;
  if (!needsComment(facts, options.comment, mayStand)) return skipped();
  const wanted = renderComment(facts, client.markdown);
  const digest = digestOf(wanted);
  if (isKnownToStand(report, digest)) return asItStands(report, digest);
  const opened = await open();
  if (!opened.ok) return failed(opened.outcome);
  const pull = pullOf(report, facts);
  const read = await client.readPull(opened.value, pull);
  if (!read.ok) return failed(read.outcome);
  if (read.value.state !== 'open') return skipped('pr_closed');
  if (!isHead(read.value.headSha, scan)) return skipped('head_moved');
  if (read.value.isLocked) return failed({ kind: 'give_up', error: 'locked' });
  const edited = report.remoteId && (await client.comments.edit(opened.value, pull, report.remoteId, wanted));
  if (edited && !isGone(edited)) return toShown(report, digest, edited);
  return findOrCreate(place, opened.value, facts, wanted);
}

/** True for a commit of the scan, and where the scan names none. Forges and CI systems may cut hashes. */
function isHead(headSha: string, { commitSha, extraShas }: Scan): boolean {
  const commits = [commitSha ?? '', ...extraShas].filter((commit) => commit !== '');
  return commits.length === 0 || commits.some((commit) => commit.startsWith(headSha) || headSha.startsWith(commit));
}

const isGone = ({ outcome }: Written): boolean => outcome.kind === 'give_up' && outcome.error === 'not_found';

const pullOf = ({ link }: ClaimedReport, { project, prNumber }: ReportFacts): PullTarget => ({
  project,
  projectId: link!.projectId,
  number: prNumber!,
});

/** A comment that was written without our knowledge, as by an unclear call, is found by its marker. */
async function findOrCreate(
  { client, report, options }: Place,
  access: ForgeAccess,
  facts: ReportFacts,
  wanted: CommentReport,
): Promise<Shown> {
  const pull = pullOf(report, facts);
  const digest = digestOf(wanted);
  const found = await client.comments.find(access, pull, commentMarker(facts, client.markdown));
  if (!found.ok) return failed(found.outcome);
  const standing = found.value;
  const known = { ...report, remoteId: standing?.remoteId ?? null };
  if (standing === null && !needsComment(facts, options.comment, false)) return skipped();
  if (standing?.body === wanted.body) return { ...asItStands(known, digest), isSent: true } as Shown;
  const written =
    standing === null
      ? await client.comments.create(access, pull, wanted)
      : await client.comments.edit(access, pull, standing.remoteId, wanted);
  return { ...toShown(known, digest, written), wasReadBack: true } as Shown;
}
