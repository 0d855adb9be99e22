import path from 'node:path';
import { countOf } from '../../domain/count-of.js';
import { type Finding } from '../../domain/findings/finding.js';
import { type TestEvidence } from '../../domain/gate/evidence.js';
import { toNextActions } from '../../domain/scanned/verdict-body.js';
import { type GateStatusAnswer, type ScanFinding } from '../api/answers.js';
import { NO_FACTS } from '../api/verdict-facts.js';
import { openResultCache } from '../cache/result-cache.js';
import { withoutCoverage } from '../changes/without-coverage.js';
import { readFindings, readLocalCoverage, readTests } from '../collect/read-reports.js';
import { CliError } from '../exit-code.js';
import { type Git } from '../git/git.js';
import { withKeptAnswers } from '../git/kept-answers.js';
import { isDefaultBranchScan } from '../identity/detect-identity.js';
import { type Progress } from '../progress/progress.js';
import { setGapsApart } from '../report/new-findings.js';
import { EMPTY_RESULT, type RunResult } from '../report/run-result.js';
import { type PreparedScan, prepareScan } from '../run/prepare-run.js';
import { describeIdentity, describePrepared, identify } from '../run/run-gate.js';
import { type RunPlace } from '../run/run-place.js';
import { withUntracked } from '../run/with-untracked.js';
import { requireInside } from '../settings/inside-checkout.js';
import { isFromFile, type ResolvedSettings } from '../settings/resolve-settings.js';
import { type LocalSettings } from '../settings/run-settings.js';
import { type Links, readBaselineFile, writeBaselineFile } from './baseline-file.js';
import { readContentIds } from './content-ids.js';
import { findCauses } from './find-causes.js';
import { type JudgedFinding, judgeLocally, type LocalFacts, type LocalJudgement } from './judge-locally.js';
import { cacheFolder } from './keep-pack.js';
import { findService, runByPack } from './run-by-pack.js';

/**
 * Judges the checkout, by the state of the service where there is a token. Like `runGate`, it turns what a user can cause into a result.
 *
 * @param options `hasUntracked`: files that git neither tracks nor ignores count as added; `isHook`: a service that qgate.yml alone names
 *   is left out, as the author of a change could otherwise switch the hook off
 */
export async function runLocal(
  settings: ResolvedSettings<LocalSettings>,
  place: RunPlace,
  { hasUntracked = true, isHook = false }: { readonly hasUntracked?: boolean; readonly isHook?: boolean } = {},
): Promise<RunResult> {
  let result = EMPTY_RESULT;
  const merge = (known: Partial<RunResult>): RunResult => (result = { ...result, ...known });
  try {
    const identity = await identify(settings, place);
    merge(describeIdentity(identity));
    // Before the work: a wrong token need not wait for the analyzers.
    const service = await findService(settings, identity.repo.value, place, isHook);
    const work = async (seen: RunPlace): Promise<RunResult> => {
      const cache = openResultCache(await cacheFolder(seen.git), await readContentIds(seen.git));
      const extended = { ...seen, git: withKeptAnswers(seen.git), cache };
      const prepared = await prepareScan(extended, identity, settings.values);
      merge(describePrepared(prepared));
      return merge(
        service === null
          ? await judge(prepared, settings, extended)
          : await runByPack(service, prepared, settings.values, extended),
      );
    };
    // A baseline is what the branch has, not what the checkout has beside it.
    const isExtended = hasUntracked && !settings.values.writeBaseline;
    return await (isExtended ? withUntracked(place, work) : work(place));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return merge({ failure: { kind: error.kind, message: error.message, hint: error.hint } });
  }
}

async function judge(
  prepared: PreparedScan,
  settings: ResolvedSettings<LocalSettings>,
  { git, progress }: RunPlace,
): Promise<Partial<RunResult>> {
  const { baseline: file, writeBaseline, output, repoPolicy } = settings.values;
  const say = (message: string): void => progress.note(message);
  const place = await placeOfBaseline(settings, git);
  const baseline = writeBaseline ? null : await readBaselineFile(place.file, place.links);
  const isDefaultBranch = isDefaultBranchScan(prepared.identity);
  // The default branch without a baseline is what one would be made of.
  const isBaseline = writeBaseline || (isDefaultBranch && baseline === null);
  progress.note(describeBaseline(file, baseline !== null, isBaseline));
  const local = judgePrepared(prepared, { baseline, isBaseline, repoPolicy }, progress);
  for (const { message } of local.judgement.warnings) say(message);
  if (writeBaseline) await keepBaseline(place, file, local, progress);
  const found = local.findings.filter(({ isNew, finding }) => isNew && !finding.isSuppressed);
  const toAnswer = (each: JudgedFinding): ScanFinding => toScanFinding(each, local.ids.get(each)!);
  const wantsSarif = output.some(({ format }) => format === 'sarif');
  return {
    gate: toGateStatus(prepared, local, isBaseline),
    ...setGapsApart(found.map(toAnswer)),
    partRatings: local.judgement.ratings,
    ruleFindings: findCauses(
      local.judgement,
      local.findings.filter(({ finding }) => !finding.isSuppressed),
      ({ finding }) => finding,
      toAnswer,
    ),
    ...(wantsSarif && { sarif: await toSarif(prepared, local) }),
  };
}

/** Judges what was prepared by the built-in policy with the repository's own file. */
export function judgePrepared(
  prepared: PreparedScan,
  given: Pick<LocalFacts, 'baseline' | 'isBaseline' | 'repoPolicy'>,
  progress: Progress,
): LocalJudgement {
  const say = (message: string): void => progress.note(message);
  // only the service judges directives
  const problems = prepared.findings.filter(({ format }) => format !== 'suppressions');
  const tools = readFindings(problems, prepared.files, say);
  return judgeLocally({
    policyFile: prepared.policyFile?.text ?? null,
    tools,
    duplicationPct: prepared.metrics.duplication_pct ?? lastOf(tools.map(({ stated }) => stated.duplicationPct)),
    coverage: readLocalCoverage(prepared.coverage, prepared.files, prepared.coverageExclude, say),
    tests: readTests(prepared.tests, prepared.files, say),
    changed: prepared.change && { files: withoutCoverage(prepared.change.files, prepared.coverageExclude) },
    ...given,
    at: new Date(),
  });
}

const lastOf = (values: readonly (number | null)[]): number | null =>
  values.findLast((value) => value !== null) ?? null;

function describeBaseline(file: string, isThere: boolean, isBaseline: boolean): string {
  if (isThere) return `Baseline: ${file}`;
  if (isBaseline) return 'This checkout is the baseline: nothing in it is new.';
  return `There is no baseline (${file}): findings on lines that the change did not touch count as inherited.`;
}

/** The file of the baseline: any that the caller names, else one of the checkout, through no link. */
async function placeOfBaseline(
  { values: { baseline: file }, origins: { baseline: origin } }: ResolvedSettings<LocalSettings>,
  { root }: Git,
): Promise<{ readonly file: string; readonly links: Links }> {
  const isCallers = origin !== 'default' && !isFromFile(origin);
  return isCallers
    ? { file: path.resolve(root, file), links: 'followed' }
    : { file: await requireInside('The baseline', root, root, file), links: 'refused' };
}

async function keepBaseline(
  { file, links }: { readonly file: string; readonly links: Links },
  name: string,
  { asBaseline }: LocalJudgement,
  progress: Progress,
): Promise<void> {
  await writeBaselineFile(file, asBaseline, links);
  const count = [...asBaseline.tools.values()].reduce((sum, { features }) => sum + features.count, 0);
  progress.note(`${name}: ${countOf(count, 'known problem')} of ${countOf(asBaseline.tools.size, 'tool')} written.`);
}

function toGateStatus(
  { identity, weakening }: PreparedScan,
  { judgement, plan }: LocalJudgement,
  isBaseline: boolean,
): GateStatusAnswer {
  const { status, reason, rules, newInPr, policy, policyFile, warnings, evidence } = judgement;
  const { uncovered, untestedFiles, unmatchedPaths } = evidence.coverage;
  return {
    ...NO_FACTS,
    ...toNextActions(plan),
    scan_id: 0,
    status,
    reason,
    violations: rules.violations,
    waived_violations: [],
    skipped_rules: rules.skippedRules,
    passed_rules: rules.passed,
    policy: { ...policy },
    policy_file: policyFile,
    scanned_branch: identity.branch.value,
    is_baseline_scan: isBaseline,
    new_in_pr: { ...newInPr },
    policy_version: null,
    basis: rules.basis,
    uncovered:
      uncovered?.map(({ filePath, ranges, moreLines }) => ({
        file_path: filePath,
        ranges,
        more_lines: moreLines,
      })) ?? null,
    untested_files: untestedFiles?.map(({ filePath, lines }) => ({ file_path: filePath, lines })) ?? null,
    reports: evidence.reports.reports ?? [],
    tests: evidence.tests && toTestTotals(evidence.tests),
    moved_lines: evidence.movedLines,
    loosened: weakening?.loosened ?? null,
    assertions: weakening?.assertions.map(({ filePath, from, to }) => ({ file_path: filePath, from, to })) ?? null,
    unmatched_paths: unmatchedPaths && { count: unmatchedPaths.count, paths: unmatchedPaths.firstTen },
    warnings,
  };
}

const toTestTotals = ({ fromBase, ...totals }: TestEvidence): GateStatusAnswer['tests'] => ({
  ...totals,
  from_base: fromBase,
});

const toScanFinding = ({ finding, matchedBy }: JudgedFinding, id: number): ScanFinding => ({
  issue_id: id,
  rule_id: finding.ruleId,
  tool: finding.tool,
  type: finding.type,
  severity: finding.severity,
  file_path: finding.filePath,
  line: finding.region.startLine,
  message: finding.message,
  matched_by: matchedBy,
  related: copiesBeside(finding),
});

/** The copies of a duplicated text beside the one at which the finding is reported. */
const copiesBeside = ({ clone, filePath, region }: Finding): NonNullable<ScanFinding['related']> =>
  (clone?.places ?? [])
    .filter((place) => place.filePath !== filePath || place.startLine !== region.startLine)
    .map((place) => ({ file_path: place.filePath, line: place.startLine, end_line: place.endLine }));

async function toSarif({ identity, metrics }: PreparedScan, { findings }: LocalJudgement): Promise<string> {
  const { exportSarif } = await import('../../domain/findings/export-sarif.js');
  return JSON.stringify(
    exportSarif({
      scan: { id: 0, branch: identity.branch.value, commitSha: identity.commit.value },
      toolVersions: metrics.tool_versions,
      findings: findings.map(({ finding, isNew }) => ({ ...finding, ...finding.region, isNew })),
    }),
  );
}
