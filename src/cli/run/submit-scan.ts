import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChangedSinceBase } from '../../domain/changes/changed-since-base.js';
import { type Landed } from '../../domain/changes/landed.js';
import { toRepositoryPath } from '../../domain/changes/repository-path.js';
import { countOf } from '../../domain/count-of.js';
import { type CreatedScan, type GateStatusAnswer, type UploadReceipt } from '../api/answers.js';
import { ApiError, type Purpose } from '../api/api-error.js';
import { type ScanApi } from '../api/scan-api.js';
import { withoutCoverage } from '../changes/without-coverage.js';
import { withoutFixes } from '../enrich/without-fixes.js';
import { CliError } from '../exit-code.js';
import { isDefaultBranchScan } from '../identity/detect-identity.js';
import { pullRequestFacts } from '../identity/pull-request-facts.js';
import { type Progress } from '../progress/progress.js';
import { type FindingsFile } from '../report-file.js';
import { withoutReasons } from '../suppressions/without-reasons.js';
import { type Change, type SinceBase } from './find-change.js';
import { type PreparedScan } from './prepare-run.js';
import { type RunPlace } from './run-place.js';
import { type RunTree } from './run-tree.js';
import { sendSource } from './send-source.js';

/** Least time between two polls of a service that answers at once. */
const MIN_POLL_MS = 1000;

/** Members of a group that the service takes. */
const MOST_MEMBERS = 100;

type ScannedChange = Pick<PreparedScan, 'identity' | 'change'>;

/** Creates the scan. Repeating the request within one run gives the same scan; another run is another scan. */
export function createScan(
  api: ScanApi,
  { identity, change }: ScannedChange,
  tree: RunTree | null = null,
  runId: string = randomUUID(),
): Promise<CreatedScan> {
  const key = createHash('sha256').update([identity.repo.value, identity.commit.value, runId].join('\0')).digest('hex');
  return createScanUnderKey(api, { identity, change }, key, null, tree);
}

/** Number of the reports that a scan waits for, or the names of those that it owes where they do not come. */
export type ExpectedReports = number | string[];

/** Creates the scan, or finds the one that was created under the same key. */
export function createScanUnderKey(
  api: ScanApi,
  { identity, change }: ScannedChange,
  key: string,
  expected: ExpectedReports | null,
  tree: RunTree | null = null,
): Promise<CreatedScan> {
  const { repo, branch, commit, commitFacts, mergeCommit, pr, mergeGroup, base, defaultBranch } = identity;
  return api.createScan({
    repo: repo.value,
    branch: branch.value,
    commit_sha: commit.value,
    ...commitFacts,
    ...(mergeCommit !== null && { extra_shas: [mergeCommit.value] }),
    ...(pr !== null && { pr_number: pr.value, ...pullRequestFacts(identity) }),
    ...(!isDefaultBranchScan(identity) && { base_branch: base.value }),
    ...(change !== null && { base_sha: change.mergeBase, base_commits: change.baseCommits }),
    ...(mergeGroup !== null && {
      merge_group: {
        pr_numbers: membersOf(mergeGroup.value, change),
        target_branch: base.value,
        ...(change !== null && { base_sha: change.mergeBase }),
      },
    }),
    ...tree,
    default_branch: defaultBranch.value,
    idempotency_key: key,
    ...(typeof expected === 'number' && { expected_uploads: expected }),
    ...(Array.isArray(expected) && { expected_reports: expected }),
  });
}

/** The members that the queue names, and those that commits between base and head name as merged. */
const membersOf = (named: readonly number[], change: Change | null): number[] =>
  [...new Set([...named, ...(change?.landed.pullRequests ?? [])])].slice(0, MOST_MEMBERS);

/** Sends the repository's files and the change to a scan. Repeating it changes nothing. */
export function sendContext(
  api: ScanApi,
  created: CreatedScan,
  prepared: Pick<
    PreparedScan,
    'identity' | 'change' | 'weakening' | 'findSinceBase' | 'files' | 'codeOwners' | 'coverageExclude'
  >,
  progress: Progress,
): Promise<void> {
  return progress.step('Sending the change', async (step) => {
    const files = prepared.files.filter((file) => toRepositoryPath(file) === file);
    const warnings = await api.sendFileList(created.scan_id, files, prepared.codeOwners);
    for (const { message } of warnings) progress.note(message);
    const change = changeToSend(created, prepared, progress);
    if (change !== null) {
      const files = withoutCoverage(change.files, prepared.coverageExclude);
      await api.sendChanges(created.scan_id, files, {
        changedSinceBase: await findChangedSinceBase(created, change),
        landed: revertsOf(change),
        ...prepared.weakening,
      });
    }
    const since = await findSince(created, prepared);
    if (since !== null) await api.sendChanges(created.scan_id, since.files, { landed: since.landed });
    step.say(`${countOf(files.length, 'file')}${change === null ? '' : ', changed lines'}`);
  });
}

/**
 * The files that differ between the commit of the base and the merge base: all others let an older base stand in for it. Null
 * where the base is of the merge base itself, and where they cannot be known.
 */
async function findChangedSinceBase({ base }: CreatedScan, change: Change): Promise<ChangedSinceBase | null> {
  if (base?.commit_sha == null || base.exact) return null;
  const paths = await change.listChangedSince(base.commit_sha);
  return paths && { commitSha: base.commit_sha, paths: paths.filter((path) => toRepositoryPath(path) === path) };
}

/** The reverts of a change: nothing has landed on it. */
const revertsOf = ({ landed: { beforeReverted } }: Change): Landed | null =>
  beforeReverted.length === 0 ? null : { commits: [], pullRequests: [], beforeReverted };

/** Of a scan with a baseline what changed since the base that the service names; null for any other, and where it is unknown. */
const findSince = async (
  { is_baseline_scan: isBaselineScan, base }: CreatedScan,
  { findSinceBase }: Pick<PreparedScan, 'findSinceBase'>,
): Promise<SinceBase | null> =>
  isBaselineScan === true && base?.commit_sha != null ? findSinceBase(base.commit_sha) : null;

/** Sends everything that was prepared and completes the scan; the answer is the verdict, or a pending one. */
export async function sendScan(
  api: ScanApi,
  created: CreatedScan,
  prepared: PreparedScan,
  { progress, git }: Pick<RunPlace, 'progress' | 'git'>,
): Promise<GateStatusAnswer> {
  const id = created.scan_id;
  await sendContext(api, created, prepared, progress);
  for (const file of prepared.findings) {
    await progress.step(`Uploading ${file.name}`, async (step) => {
      step.say(await uploadFindings(api, id, toSend(file, created), progress));
    });
  }
  for (const file of prepared.coverage) {
    await progress.step(`Uploading ${file.name}`, async (step) => {
      step.say(
        describeReceipt(await api.uploadCoverage(id, file, { exclude: prepared.coverageExclude }), file.name, progress),
      );
    });
  }
  for (const file of prepared.tests) {
    await progress.step(`Uploading ${file.name}`, async (step) => {
      step.say(describeReceipt(await api.uploadTests(id, file), file.name, progress));
    });
  }
  await sendSource(api, created, prepared, git.root, progress);
  return progress.step('Completing the scan', () =>
    api.completeScan(id, prepared.metrics, prepared.policyFile?.text ?? null),
  );
}

/** A report without what the organization and the repository do not store. */
function toSend(file: FindingsFile, { suppression_reasons, source_excerpts = 'none' }: CreatedScan): FindingsFile {
  const report = suppression_reasons === false ? withoutReasons(file) : file;
  return source_excerpts === 'none' ? withoutFixes(report) : report;
}

/** Uploads findings. A service of an earlier version takes no directives, and judges the scan without them. */
async function uploadFindings(api: ScanApi, id: number, file: FindingsFile, progress: Progress): Promise<string> {
  try {
    return describeReceipt(await api.uploadFindings(id, file), file.name, progress);
  } catch (error) {
    if (file.format !== 'suppressions' || !(error instanceof ApiError) || error.status !== 400) throw error;
    progress.detail(`${file.name}: ${error.message}`);
    return 'not accepted by this version of the service';
  }
}

/** The service decides what a scan of the default branch is; where it and the checkout disagree, that is said. */
function changeToSend(
  created: CreatedScan,
  { identity, change }: Pick<PreparedScan, 'identity' | 'change'>,
  progress: Progress,
): Change | null {
  const branch = identity.branch.value;
  if (created.is_baseline_scan === true && change !== null) {
    progress.note(`The service treats ${branch} as a baseline branch, and this scan becomes its baseline.`);
    return null;
  }
  if (created.is_baseline_scan === false && change === null) {
    const known = created.default_branch === undefined ? '' : ` (it knows ${created.default_branch})`;
    progress.note(
      `The service does not treat ${branch} as the default branch${known}, so this scan is not a baseline. ` +
        "Set the repository's default branch in the service, or --default-branch here.",
    );
  }
  return change;
}

export function describeReceipt(receipt: UploadReceipt, name: string, progress: Progress): string {
  for (const { message } of receipt.warnings) progress.note(`${name}: ${message}`);
  const rejected = receipt.rejected ?? [];
  if (rejected[0] !== undefined) {
    progress.note(
      `${name}: ${countOf(rejected.length, 'result')} could not be read, e.g. number ${rejected[0].index}: ${rejected[0].reason}`,
    );
  }
  const unmatched = receipt.unmatched_paths?.count ?? 0;
  if (unmatched > 0) progress.note(`${name}: ${countOf(unmatched, 'path')} without a file in the repository`);
  return countOf(receipt.records_persisted ?? 0, 'record');
}

/**
 * Waits for the verdict, and between two polls as long as the service requests. Time in which a poll is retried does not count.
 *
 * @throws {CliError} of kind `timed_out` when there is none in time
 */
export async function waitForVerdict(
  api: ScanApi,
  scanId: number,
  first: GateStatusAnswer,
  timeoutSeconds: number,
  signal: AbortSignal,
  purpose: Purpose = 'other',
): Promise<GateStatusAnswer> {
  let deadline = Date.now() + timeoutSeconds * 1000;
  let gate = first;
  while (gate.status === null) {
    const asked = Date.now();
    if (asked >= deadline) {
      throw new CliError(
        'timed_out',
        `There was no verdict within ${timeoutSeconds} seconds.`,
        'Give it more time with --timeout, and check the service if that does not help.',
      );
    }
    const polled = await api.pollStatus(scanId, (deadline - asked) / 1000, purpose);
    gate = polled.gate;
    deadline += polled.retriedMs;
    const wanted = polled.pauseMs ?? MIN_POLL_MS - (Date.now() - asked);
    const pause = Math.min(wanted, deadline - Date.now());
    if (gate.status === null && pause > 0) {
      await sleep(pause, undefined, { signal }).catch(() => {
        throw new CliError('interrupted', 'Interrupted.');
      });
    }
  }
  return gate;
}
