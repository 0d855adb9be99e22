import { toRepositoryPath } from '../../domain/changes/repository-path.js';
import { describeVerdict } from '../../domain/gate/describe-verdict.js';
import { isMarkedAway } from '../../domain/scanned/marked-groups.js';
import { toEvidence, toLists, toNextActions } from '../../domain/scanned/verdict-body.js';
import { quoteForShell } from '../../domain/scanning/quote-for-shell.js';
import { type ListedTest } from '../../domain/test-results/survey-tests.js';
import { type GateStatusAnswer, type ScanTest } from '../api/answers.js';
import { connect, describeCredentials, isKnownService } from '../api/connect.js';
import { GateApi, type PackQuery } from '../api/gate-api.js';
import { withoutCoverage } from '../changes/without-coverage.js';
import { readFindings, readLocalCoverage, readTests } from '../collect/read-reports.js';
import { CliError } from '../exit-code.js';
import { type Identity, isDefaultBranchScan } from '../identity/detect-identity.js';
import { setGapsApart } from '../report/new-findings.js';
import { type RunResult } from '../report/run-result.js';
import { type Change, findChangedLines } from '../run/find-change.js';
import { findWeakening } from '../run/find-weakening.js';
import { type PreparedScan } from '../run/prepare-run.js';
import { type RunPlace } from '../run/run-place.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import { type LocalSettings } from '../settings/run-settings.js';
import { findCauses } from './find-causes.js';
import { judgeByPack, type PackFacts, type PackJudgement } from './judge-by-pack.js';
import { findPack, type FoundPack } from './keep-pack.js';
import { type ListedProblem, listProblems, toScanFinding } from './list-findings.js';
import { type LocalPackAnswer } from './open-pack.js';

/** The repository at the service; where that cannot be reached, the reason. */
export interface LocalService {
  readonly url: string;
  readonly ask: GateApi | CliError;
  readonly repoId: number | null;
}

/**
 * Finds the repository at the service; null where the checkout is judged without one: there is no token, or no such repository.
 *
 * @throws {CliError} of kind `credentials` for a wrong token
 */
export async function findService(
  { values, origins }: ResolvedSettings<LocalSettings>,
  repo: string,
  { terminal, progress }: RunPlace,
  isHook: boolean,
): Promise<LocalService | null> {
  const { url, offline, writeBaseline } = values;
  if (offline || writeBaseline) return null;
  if ((await describeCredentials(values, terminal)) === null) {
    progress.note('Without a token, the built-in policy applies: see qgate login.');
    return null;
  }
  if (isHook && !(await isKnownService(values, origins.url, terminal))) {
    terminal.stderr.write(
      `Only qgate.yml names the service ${url}, so qgate does not use that service, and the built-in policy applies. To use it: export QGATE_URL=${quoteForShell(url)}\n`,
    );
    return null;
  }
  try {
    const api = new GateApi(await connect({ values, origins }, terminal, progress));
    const repoId = await api.findScannedRepo(repo);
    if (repoId !== null) return { url, ask: api, repoId };
    progress.note(`${url} has no scan of ${repo} yet, so the built-in policy applies.`);
    return null;
  } catch (error) {
    if (!(error instanceof CliError) || error.kind !== 'infrastructure') throw error;
    return { url, ask: error, repoId: null };
  }
}

/** Judges what was prepared as the service would, by its pack. */
export async function runByPack(
  service: LocalService,
  prepared: PreparedScan,
  { requireAll, output }: LocalSettings,
  place: RunPlace,
): Promise<Partial<RunResult>> {
  const { progress } = place;
  const { found, change } = await findPackOf(service, prepared, place);
  const { pack } = found;
  progress.note(describePack(found, service));
  const facts = await readFacts(pack, prepared, change, { isWithoutCi: !requireAll, place });
  const judged = judgeByPack(facts);
  for (const { message } of judged.judgement.warnings) progress.note(message);
  const gate = toGateStatus(judged, facts);
  const notHere = gate.skipped_rules.filter(({ reason }) => reason === 'not_here').map(({ rule }) => rule);
  if (notHere.length > 0)
    progress.note(
      `Not judged, because only CI has their reports: ${notHere.join(', ')}. Use --require-all to judge them.`,
    );
  const problems = listProblems(judged.open(() => true));
  const counted = problems.filter(
    (problem) => !problem.isSuppressed && !isMarkedAway(judged.marksOf(problem.issueId), problem),
  );
  const toListed = (problem: ListedProblem) => toScanFinding(problem, judged.marksOf(problem.issueId));
  const wantsSarif = output.some(({ format }) => format === 'sarif');
  return {
    gate,
    ...setGapsApart(counted.filter(({ isNew }) => isNew).map(toListed)),
    partRatings: judged.judgement.ratings,
    ruleFindings: findCauses(judged.judgement, counted, (problem) => problem, toListed),
    notableTests: notableTests(judged),
    ...(wantsSarif && { sarif: await toSarif(prepared, problems) }),
  };
}

interface ChosenPack {
  readonly found: FoundPack;
  readonly change: Change | null;
}

/** The pack, and the change against the branch that the service names: it knows the repository's default branch best. */
async function findPackOf(
  { url, ask, repoId }: LocalService,
  { identity, change, files }: PreparedScan,
  { git, progress }: RunPlace,
): Promise<ChosenPack> {
  const find = (of: Change | null): Promise<FoundPack> =>
    progress.step('Pack of the service', () =>
      findPack(git, { url, repo: identity.repo.value }, queryOf(identity, of), ask, repoId),
    );
  const found = await find(change);
  const { is_baseline_scan: isBaseline, default_branch: branch } = found.pack;
  if (isBaseline) return { found, change: null };
  if (change !== null || !git.hasCommits) return { found, change };
  const base = { value: branch, from: 'the service' };
  const own = await findChangedLines({ git, progress }, { base, baseCommit: null }, files);
  return { found: await find(own), change: own };
}

/** Digits of a commit in a query: 500 whole ones are over the limit of headers. */
const SENT_DIGITS = 12;
const MOST_COMMITS = 501;

function queryOf(identity: Identity, change: Change | null): PackQuery {
  const commits = change === null ? [] : [change.mergeBase, ...change.baseCommits].slice(0, MOST_COMMITS);
  return {
    branch: identity.branch.value,
    ...(commits.length > 0 && { commits: commits.map((commit) => commit.slice(0, SENT_DIGITS)).join(',') }),
    ...(!isDefaultBranchScan(identity) && { base_branch: identity.base.value }),
    ...(identity.pr !== null && { pr_number: String(identity.pr.value) }),
  };
}

function describePack({ pack: { gate, base, repo_policy_version: own }, keptSince }: FoundPack, { url }: LocalService) {
  const policy = `policy ${gate?.policy_version ?? 'none'}${own === null ? '' : `, the repository's own ${own}`}`;
  const at = base?.commit_sha == null ? '' : ` at ${base.commit_sha.slice(0, 7)}`;
  const compared = base === null ? 'no base' : `base ${base.branch}${at} (scan ${base.scan_id})`;
  const state =
    keptSince === null
      ? `as ${url} has them now`
      : `as ${url} had them at ${keptSince.toISOString()}, because it does not respond now`;
  return `Judged by ${policy}, ${compared}, ${state}.`;
}

async function readFacts(
  pack: LocalPackAnswer,
  prepared: PreparedScan,
  change: Change | null,
  { isWithoutCi, place }: { readonly isWithoutCi: boolean; readonly place: RunPlace },
): Promise<PackFacts> {
  const { identity, metrics, coverageExclude } = prepared;
  const isPrepared = change === null || change === prepared.change;
  const say = (message: string): void => place.progress.note(message);
  const files = prepared.files.filter((file) => toRepositoryPath(file) === file);
  const overrides = pack.classification_overrides.map(({ tool, rule, type, severity }) => ({
    ...{ tool, rule },
    ...(type !== null && { type }),
    ...(severity !== null && { severity }),
  }));
  return {
    pack,
    branch: identity.branch.value,
    baseBranch: isDefaultBranchScan(identity) ? null : identity.base.value,
    prNumber: identity.pr?.value ?? null,
    policyFile: prepared.policyFile?.text ?? null,
    runs: readFindings(prepared.findings, files, say, overrides),
    stated: {
      duplicationPct: metrics.duplication_pct ?? null,
      duplicatedLines: metrics.duplicated_lines ?? null,
      linesOfCode: metrics.lines_of_code ?? null,
    },
    weakening: isPrepared ? change && prepared.weakening : await findWeakening(place, change, prepared.files, true),
    toolVersions: metrics.tool_versions,
    namedTools: (metrics.tools ?? []).map(({ tool, version, config_digest: configDigest }) => ({
      ...{ tool, version: version ?? null, configDigest: configDigest ?? null },
    })),
    coverage: readLocalCoverage(prepared.coverage, files, coverageExclude, say),
    tests: readTests(prepared.tests, files, say),
    change: change && { ...change, files: withoutCoverage(change.files, coverageExclude) },
    changedSinceBase: await findChangedSinceBase(pack, change),
    isWithoutCi,
    at: new Date(),
  };
}

/** The files that differ between the commit of an older base and the merge base. */
async function findChangedSinceBase({ base }: LocalPackAnswer, change: Change | null) {
  if (change === null || base?.commit_sha == null || base.commit_sha === change.mergeBase) return null;
  const paths = await change.listChangedSince(base.commit_sha);
  return paths?.filter((path) => toRepositoryPath(path) === path) ?? null;
}

/** The verdict in the form of the service. */
export function toGateStatus(judged: PackJudgement, { branch, pack }: PackFacts): GateStatusAnswer {
  const { judgement, plan } = judged;
  const evidence = toEvidence(judgement.evidence);
  return {
    scan_id: 0,
    status: judgement.status,
    reason: judgement.reason,
    summary: describeVerdict(judgement.status, judgement.reason, judgement.rules, judgement.evidence.reports),
    ...toLists(judgement.rules),
    conclusion: judgement.conclusion,
    default_branch: judged.defaultBranch,
    scanned_branch: branch,
    is_baseline_scan: judged.isBaselineScan,
    new_in_pr: judgement.newInPr,
    ...toNextActions(plan),
    warnings: judgement.warnings,
    policy: judgement.policy,
    policy_file: judgement.policyFile,
    ...evidence,
    uncovered:
      judgement.evidence.coverage.uncovered === null ? null : (evidence.uncovered as GateStatusAnswer['uncovered']),
    reports: evidence.reports ?? [],
    missing_tools: evidence.missing_tools ?? [],
    policy_version: pack.gate?.policy_version ?? 'v0',
    repo_policy_version: pack.repo_policy_version,
  };
}

const LISTED_TESTS = 100;

function notableTests({ tests: { tests, missing, newlySkipped }, judgement }: PackJudgement): ScanTest[] {
  if (judgement.evidence.tests === null) return [];
  const failed = tests.filter(({ status }) => status === 'failed');
  return [failed, missing, newlySkipped].flatMap((list) => list.slice(0, LISTED_TESTS)).map(toScanTest);
}

const toScanTest = ({ name, className, file, line, status, durationMs, message }: ListedTest): ScanTest => ({
  ...{ name, class_name: className, file, line, status, duration_ms: durationMs, message },
});

async function toSarif(
  { identity, metrics }: PreparedScan,
  problems: ReturnType<typeof listProblems>,
): Promise<string> {
  const { exportSarif } = await import('../../domain/findings/export-sarif.js');
  return JSON.stringify(
    exportSarif({
      scan: { id: 0, branch: identity.branch.value, commitSha: identity.commit.value },
      toolVersions: metrics.tool_versions,
      findings: problems,
    }),
  );
}
