import { chooseBase } from '../../domain/base/choose-base.js';
import { completeIdentity, type NamedTool } from '../../domain/base/same-tool.js';
import { targetBranch } from '../../domain/base/target-branch.js';
import { warnOfBase } from '../../domain/base/warn-of-base.js';
import { type ChangedLines } from '../../domain/changes/changed-lines.js';
import { exactFilesPct } from '../../domain/changes/changed-since-base.js';
import { countMovedLines, warnOfIgnored } from '../../domain/changes/counted-lines.js';
import { coverageTotals } from '../../domain/coverage/coverage-totals.js';
import { countNewDuplication, writtenLinesOf } from '../../domain/findings/clones/judge-clone.js';
import { SUPPRESSIONS_TOOL } from '../../domain/findings/directive.js';
import { isHiddenGroup, isUntouchedGroup, joinGroups, toCounted } from '../../domain/findings/segments/groups.js';
import { kindOf } from '../../domain/findings/segments/kinds.js';
import { type ActionFacts, NO_ACTION_FACTS } from '../../domain/gate/actions/action-facts.js';
import { type ActionPlan, MOST_ACTIONS, NO_ACTIONS, planActions } from '../../domain/gate/actions/plan-actions.js';
import { type BaseEvidence, type TestEvidence, warnOfSkipped } from '../../domain/gate/evidence.js';
import { explainCoverage } from '../../domain/gate/explain-coverage.js';
import { explainReports } from '../../domain/gate/explain-reports.js';
import { type GateInputs, type Judgement, judgeScan, without } from '../../domain/gate/judge-scan.js';
import { parsePolicyFile } from '../../domain/gate/policy-file.js';
import { type ScanId } from '../../domain/ids.js';
import { warnOfLoosened } from '../../domain/loosened/loosened-setting.js';
import { noLongerChecked } from '../../domain/loosened/no-longer-checked.js';
import { countFindings, countSeverities } from '../../domain/ratings/scan-counters.js';
import {
  addedDirectives,
  countRemoved,
  hasAddedDirective,
  hasSuppressedProblem,
  withHidden,
} from '../../domain/scanned/added-directives.js';
import { CLONE_FORMATS, clonesIn, countedPlaces, placeCopies } from '../../domain/scanned/clone-rows.js';
import { compareRuns, isAnalyzerReport, isKnowing, isOfDirectives } from '../../domain/scanned/compared-runs.js';
import { countedIn } from '../../domain/scanned/counted-findings.js';
import { duplicationOf, type StatedDuplication } from '../../domain/scanned/duplication.js';
import { type Marks, withMarks } from '../../domain/scanned/marked-groups.js';
import { toPlacedTest } from '../../domain/scanned/place-tests.js';
import { addedPlaces, missedLines } from '../../domain/scanned/placed-lines.js';
import {
  chooseFiles,
  type FileChoice,
  openFiles,
  type ReadFile,
  type ToolScanFindings,
} from '../../domain/scanned/read-files.js';
import { comparePaths } from '../../domain/segments/manifest.js';
import {
  explainSuppressions,
  warnOfRejected,
  warnOfSuppressions,
} from '../../domain/suppressions/suppressions-evidence.js';
import { surveyTests, type TestSurvey, type TestUploads } from '../../domain/test-results/survey-tests.js';
import { type LocalCoverage, type LocalFindings } from '../collect/read-reports.js';
import { type Weakening } from '../run/find-weakening.js';
import { addTotals, coverageGaps, detailOfReports, measureLocalChange, measureLocalFlicker } from './local-coverage.js';
import { type LocalPackAnswer, type OpenPack, openPack } from './open-pack.js';
import { asFound, type TrackedRuns, trackRuns } from './track-by-pack.js';

/** All that a judgement by a pack depends on: the function behind `qgate local` reads no file and asks no service. */
export interface PackFacts {
  readonly pack: LocalPackAnswer;
  readonly branch: string;
  readonly baseBranch: string | null;
  readonly prNumber: number | null;
  /** The text of the repository's own policy file; null where it has none. */
  readonly policyFile: string | null;
  readonly runs: readonly LocalFindings[];
  /** Measures of the checkout itself. */
  readonly stated: StatedDuplication;
  readonly toolVersions: Readonly<Record<string, string>>;
  readonly namedTools: readonly NamedTool[];
  readonly coverage: LocalCoverage;
  readonly tests: TestUploads;
  /** Null for a scan of a baseline branch. */
  readonly change: LocalChange | null;
  /** Null as the change. */
  readonly weakening: Weakening | null;
  /** Paths that differ between the base's commit and the merge base; null where they are not known. */
  readonly changedSinceBase: readonly string[] | null;
  /** Only CI has all reports: rules that rest on a missing one are not judged. */
  readonly isWithoutCi: boolean;
  /** Now. */
  readonly at: Date;
}

export interface LocalChange extends ChangedLines {
  readonly mergeBase: string;
  readonly baseCommits: readonly string[];
}

/** A judgement with the findings behind it. */
export interface PackJudgement {
  readonly judgement: Judgement;
  readonly plan: ActionPlan;
  readonly isBaselineScan: boolean;
  readonly defaultBranch: string;
  /** Opens files of the problems. */
  readonly open: (isWanted: FileChoice) => ReadFile[];
  readonly marksOf: (issueId: number) => Marks;
  readonly tests: TestSurvey;
}

/** Judges a checkout as the service judges a scan of it. */
export function judgeByPack(facts: PackFacts): PackJudgement {
  const pack = openPack(facts.pack, facts.branch);
  const { base, configuration, isBaselineScan } = pack;
  const changes = facts.change;
  const choice = base && chooseBase([{ id: base.scanId, commitSha: base.commitSha }], lineOf(facts));
  const changedSinceBase = choice?.isExact ? [] : facts.changedSinceBase;
  const { files, formats } = facts.coverage;
  const totals = [...files].map(([path, file]) => ({ path, ...coverageTotals(file) }));
  const { medium_pct: mediumPct, high_pct: highPct } = facts.pack.coverage_gaps;
  const gaps = files.size === 0 ? [] : [coverageGaps(totals, { mediumPct, highPct })];
  const runs = [...facts.runs.map((run) => withIdentity(run, facts)), ...gaps].sort((one, other) =>
    comparePaths(one.tool, other.tool),
  );
  const tracked = trackRuns(runs, pack, { changes, isBaseExact: choice?.isExact ?? false, changedSinceBase });
  const problems = tracked.found.filter(({ tool }) => tool !== SUPPRESSIONS_TOOL);
  const open = (isWanted: FileChoice): ReadFile[] => openFiles(chooseFiles(problems, isWanted), tracked.contents);
  const markedIds = new Set(pack.marks.keys());
  const { groups } = withMarks(
    joinGroups(problems.flatMap((found) => found.groups)),
    open(({ facts: { issueIds } }) => issueIds.some((id) => markedIds.has(id))),
    pack.marks,
  );
  const allLines = files.size === 0 ? null : addTotals(totals);
  const change = changes && measureLocalChange(changes, facts.coverage);
  const detail = detailOfReports(change, facts.coverage);
  const copies = countedPlaces(open(({ facts: { hasClones } }) => hasClones).flatMap(clonesIn), markedIds);
  const flicker = measureLocalFlicker(facts.coverage, pack.flickering, { changes, base: base?.flickering ?? null });
  const explained = explainCoverage(
    {
      ...{ own: without(allLines, flicker?.own), ofBase: without(base?.measures.allLines ?? null, flicker?.base) },
      ...{ flickeringLines: flicker?.own.linesTotal ?? 0, hasBase: base !== null, detail },
    },
    configuration.switches.untestedFiles,
  );
  const tests = surveyTests({
    own: facts.tests,
    earlier: [],
    base: base?.tests ?? [],
    deleted: (changes?.files ?? []).filter(({ status }) => status === 'deleted'),
  });
  const testEvidence = facts.tests.length === 0 ? null : toTestEvidence(tests, base?.measures.hasTests ?? false);
  const suppressions = judgeDirectives(facts, pack, runs, tracked, groups);
  const reports = explainReports(runs.filter(isAnalyzerReport), base?.reports.filter(isAnalyzerReport) ?? null);
  const baseWarnings = isBaselineScan
    ? []
    : warnOfBase({
        targetBranch: targetBranch({ ...facts, defaultBranch: pack.defaultBranch, isBaselineScan }),
        isMergeBaseKnown: changes !== null,
        base: base && choice && { ...choice, branch: base.branch, commitSha: base.commitSha },
        untouchedCount: groups.filter(isUntouchedGroup).reduce((sum, [, , count]) => sum + count, 0),
        ...remarksOn(problems, runs),
      });
  const inputs: GateInputs = {
    ...configuration,
    policyFile: facts.policyFile === null ? null : parsePolicyFile(facts.policyFile),
    waivers: pack.waivers,
    counters: countFindings(groups.map(toCounted)),
    hasFindingsReport: runs.some(isKnowing),
    ...duplicationOf(completeDuplication(facts.stated, runs)),
    newDuplication:
      changes !== null && runs.some((run) => CLONE_FORMATS.includes(run.format) && isKnowing(run))
        ? countNewDuplication(copies, writtenLinesOf(changes))
        : null,
    coverage: {
      fileCount: files.size,
      linesTotal: allLines?.linesTotal ?? 0,
      linesCovered: allLines?.linesCovered ?? 0,
      changedLinesTotal: files.size === 0 ? null : (change?.linesTotal ?? null),
      changedLinesCovered: files.size === 0 ? null : (change?.linesCovered ?? null),
      detail,
    },
    coverageFormats: formats,
    defaultBranchHasCoverage: facts.pack.default_branch_has_coverage,
    base: base?.measures ?? null,
    flicker,
    suppressions: suppressions?.facts ?? null,
    isWithoutCi: facts.isWithoutCi,
    evidence: {
      base: base && choice && toBaseEvidence(base, choice, { runs, changes, changedSinceBase }),
      coverage: explained.evidence,
      reports: reports.evidence,
      tests: testEvidence,
      suppressions: suppressions?.evidence ?? null,
      loosened: facts.weakening?.loosened ?? null,
      assertions: facts.weakening?.assertions ?? null,
      // The service alone knows which problems of the base a tool would have found.
      noLongerChecked: isBaselineScan || noLongerChecked(facts.weakening?.loosened ?? []) !== null ? null : 0,
      movedLines: changes && countMovedLines(changes.files),
      warnings: [
        ...baseWarnings,
        ...reports.warnings,
        ...explained.warnings,
        ...(suppressions === null ? warnOfIgnored(changes?.files ?? []) : []),
        ...warnOfLoosened(facts.weakening?.loosened ?? null),
        ...warnOfSkipped(testEvidence),
        ...warnOfRejected(runs.find(isOfDirectives)?.rejected ?? 0),
        ...warnOfSuppressions(suppressions?.evidence ?? null),
      ],
    },
  };
  const scan = { repoId: pack.repoId, prNumber: facts.prNumber, isBaselineScan };
  const judgement = judgeScan(scan, inputs, facts.at);
  const actionFacts = (): ActionFacts => ({
    ...NO_ACTION_FACTS,
    ...(change !== null && addedPlaces(change, configuration.switches.untestedFiles === 'count')),
    findings: open(() => true).flatMap((file) => countedIn(file, pack.marks, false)),
    uncovered: [...files].flatMap(([path, file]) => missedLines(path, file)),
    ...namedCopies(copies, changes),
    failedTests: tests.tests.filter(({ status }) => status === 'failed').map(toPlacedTest),
    missingTests: tests.missing.map(toPlacedTest),
    skippedTests: tests.newlySkipped.map(toPlacedTest),
  });
  return {
    judgement,
    plan:
      judgement.status === 'failed'
        ? planActions((changed) => judgeScan(scan, changed, facts.at), inputs, judgement, actionFacts(), MOST_ACTIONS)
        : NO_ACTIONS,
    ...{ isBaselineScan, defaultBranch: pack.defaultBranch, open, tests },
    marksOf: (issueId) => pack.marks.get(issueId) ?? {},
  };
}

const lineOf = ({ change }: PackFacts) => ({
  baseSha: change?.mergeBase ?? null,
  baseCommits: change?.baseCommits ?? [],
});

/** Identity of a run: the checkout states it where the report does not. */
const withIdentity = (run: LocalFindings, { namedTools, toolVersions }: PackFacts): LocalFindings => ({
  ...run,
  ...completeIdentity(run.tool, run, isAnalyzerReport(run) ? namedTools : [], toolVersions),
});

/** Reports measure where the checkout itself says nothing; a report that counts lines names those that its percentage rests on. */
function completeDuplication(said: StatedDuplication, runs: readonly LocalFindings[]): StatedDuplication {
  const first = (measure: keyof StatedDuplication): number | null =>
    runs.find(({ stated }) => stated[measure] !== null)?.stated[measure] ?? null;
  return {
    duplicationPct: said.duplicationPct ?? first('duplicationPct'),
    duplicatedLines: first('duplicatedLines') ?? said.duplicatedLines,
    linesOfCode: said.linesOfCode ?? first('linesOfCode'),
  };
}

/** Null outside of changes, and where no directive report came. */
function judgeDirectives(
  { change }: PackFacts,
  pack: OpenPack,
  runs: readonly LocalFindings[],
  { found, contents }: TrackedRuns,
  groups: readonly Parameters<typeof isHiddenGroup>[0][],
): ReturnType<typeof explainSuppressions> | null {
  if (pack.isBaselineScan || !runs.some(isOfDirectives)) return null;
  const read = (isOwn: (tool: string) => boolean, isWanted: FileChoice): ReadFile[] =>
    openFiles(
      chooseFiles(
        found.filter(({ tool }) => isOwn(tool)),
        isWanted,
      ),
      contents,
    );
  const isDirective = (tool: string): boolean => tool === SUPPRESSIONS_TOOL;
  const own = found.filter(({ tool }) => isDirective(tool));
  const before = pack.find(pack.base?.scanId ?? null, SUPPRESSIONS_TOOL);
  const added = addedDirectives(read(isDirective, hasAddedDirective(own)), pack.marks);
  const hidden = groups.filter(isHiddenGroup).map(([kind, , count]) => ({ severity: kindOf(kind).severity, count }));
  return explainSuppressions(
    withHidden(
      added,
      read((tool) => !isDirective(tool), hasSuppressedProblem(added)),
    ),
    countRemoved(own, before === null ? [] : [asFound(before)], change),
    countSeverities(hidden),
  );
}

function remarksOn(
  problems: readonly ToolScanFindings[],
  runs: readonly LocalFindings[],
): { newRules: string[]; reindentedCount: number } {
  const analyzers = new Set(runs.filter(isAnalyzerReport).map(({ tool }) => tool));
  const own = problems.filter(({ tool }) => analyzers.has(tool));
  return {
    newRules: [...new Set(own.flatMap(({ notes }) => notes.newRules ?? []))].sort(),
    reindentedCount: own.reduce((sum, { notes }) => sum + (notes.reindented ?? 0), 0),
  };
}

function toBaseEvidence(
  base: NonNullable<OpenPack['base']>,
  { isExact, commitsBehind }: { readonly isExact: boolean; readonly commitsBehind: number | null },
  {
    runs,
    changes,
    changedSinceBase,
  }: { readonly runs: readonly LocalFindings[] } & {
    readonly changes: ChangedLines | null;
    readonly changedSinceBase: readonly string[] | null;
  },
): BaseEvidence {
  return {
    scanId: base.scanId as ScanId,
    ...{ branch: base.branch, commitSha: base.commitSha, isExact, commitsBehind, via: base.via, target: base.target },
    ...compareRuns(runs, base.reports),
    exactFilesPct: isExact ? 100 : exactFilesPct(changes?.files ?? null, changedSinceBase),
  };
}

const toTestEvidence = (
  { totals, baseTotal, missing, excused, newlySkipped }: TestSurvey,
  isOnBase: boolean,
): TestEvidence => ({
  ...totals,
  fromBase: isOnBase ? { total: baseTotal, missing: missing.length, excused, newlySkipped: newlySkipped.length } : null,
});

function namedCopies(
  places: Parameters<typeof placeCopies>[0],
  changes: ChangedLines | null,
): Pick<ActionFacts, 'copies' | 'addedCopies'> {
  const { all, added } = placeCopies(places, changes);
  return { copies: all, addedCopies: added };
}
