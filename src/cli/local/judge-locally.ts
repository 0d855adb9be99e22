import { createHash } from 'node:crypto';
import { type ChangedLines } from '../../domain/changes/changed-lines.js';
import { countMovedLines, warnOfIgnored } from '../../domain/changes/counted-lines.js';
import { coverageTotals } from '../../domain/coverage/coverage-totals.js';
import { complexityIn } from '../../domain/findings/classify/complexity-rules.js';
import { extractFeatures } from '../../domain/findings/features/extract-features.js';
import { type Finding, SEVERITIES } from '../../domain/findings/finding.js';
import { canonicalOrder } from '../../domain/findings/matching/index/canonical-order.js';
import { hashChanges, NO_FILE, NOTHING_KNOWN } from '../../domain/findings/matching/known-changes.js';
import { hasFindings } from '../../domain/findings/run-state.js';
import { type Baseline, EMPTY_BASELINE } from '../../domain/findings/tracking/pack-baseline.js';
import { type TrackedFinding, trackFindings } from '../../domain/findings/tracking/track-findings.js';
import { type ActionFacts, type CandidateFinding, NO_ACTION_FACTS } from '../../domain/gate/actions/action-facts.js';
import { compareTexts } from '../../domain/gate/actions/next-action.js';
import { type ActionPlan, MOST_ACTIONS, planActions } from '../../domain/gate/actions/plan-actions.js';
import { SWITCHES_AT_FIRST_SAVE } from '../../domain/gate/decide-status.js';
import { NO_EVIDENCE } from '../../domain/gate/evidence.js';
import { explainCoverage } from '../../domain/gate/explain-coverage.js';
import { type GateInputs, type Judgement, judgeScan } from '../../domain/gate/judge-scan.js';
import { DEFAULT_SWITCHES, type RepoPolicy } from '../../domain/gate/organization-switches.js';
import { DEFAULT_POLICY } from '../../domain/gate/policy.js';
import { parsePolicyFile } from '../../domain/gate/policy-file.js';
import { type IssueId, type RepoId } from '../../domain/ids.js';
import { countFindings } from '../../domain/ratings/scan-counters.js';
import { toPlacedTest } from '../../domain/scanned/place-tests.js';
import { addedPlaces, missedLines } from '../../domain/scanned/placed-lines.js';
import { surveyTests, type TestUploads } from '../../domain/test-results/survey-tests.js';
import { type LocalCoverage, type LocalFindings } from '../collect/read-reports.js';
import { type LocalBaseline } from './baseline-file.js';
import { addTotals, coverageGaps, detailOfReports, measureLocalChange } from './local-coverage.js';

/** All that an offline judgement depends on. */
export interface LocalFacts {
  /** The text of the repository's own policy file; null where it has none. */
  readonly policyFile: string | null;
  readonly tools: readonly LocalFindings[];
  readonly duplicationPct: number | null;
  readonly coverage: LocalCoverage;
  readonly tests: TestUploads;
  /** Null where the checkout is the default branch itself. */
  readonly changed: ChangedLines | null;
  readonly baseline: LocalBaseline | null;
  /** The checkout is what the baseline is made of: nothing in it is new. */
  readonly isBaseline: boolean;
  /** Effect of the policy file on the built-in policy. */
  readonly repoPolicy: RepoPolicy;
  /** Now. */
  readonly at: Date;
}

/** A finding with what became of it. */
export interface JudgedFinding extends TrackedFinding {
  readonly finding: Finding;
}

export interface LocalJudgement {
  readonly judgement: Judgement;
  /** Without requests for waivers: there is no service to send them to. */
  readonly plan: ActionPlan;
  /** Worst first, then by place. */
  readonly findings: readonly JudgedFinding[];
  /** Ids of the findings: 1, 2, ... in their order, the new ones first. */
  readonly ids: ReadonlyMap<JudgedFinding, number>;
  /** The baseline that the checkout would become. */
  readonly asBaseline: LocalBaseline;
}

/**
 * The key of the hashes. On the service it is secret and differs by repository; here the file with the hashes is beside
 * the sources of the hashes, so there is nothing to protect.
 */
const KEY = createHash('sha256').update('qgate local').digest();

/** Id of the repository, which only waivers need, and there are none. */
const THIS_REPO = 1 as RepoId;

/** Judges a checkout by the same rules as the service, without one: there are no waivers and no marks. */
export function judgeLocally(facts: LocalFacts): LocalJudgement {
  const { changed, baseline, isBaseline } = facts;
  const { files, formats } = facts.coverage;
  const totals = [...files].map(([path, file]) => ({ path, ...coverageTotals(file) }));
  const tracked = (files.size === 0 ? facts.tools : [...facts.tools, coverageGaps(totals)]).map((found) =>
    track(found, facts),
  );
  const findings = tracked.flatMap((each) => each.findings).sort(byWeight);

  const counters = countFindings(findings.map(({ finding, isNew }) => ({ ...finding, isNew, isFalsePositive: false })));
  const allLines = files.size === 0 ? null : addTotals(totals);
  const change = changed && measureLocalChange(changed, facts.coverage);
  const detail = detailOfReports(change, facts.coverage);
  const known = { own: allLines, ofBase: null, hasBase: false, detail };
  const explained = explainCoverage(known, DEFAULT_SWITCHES.untestedFiles);
  const tests = surveyTests({ own: facts.tests, earlier: [], base: [], deleted: [] });
  const inputs: GateInputs = {
    // The built-in policy replaces the organization's, which is on the service.
    config: { ...SWITCHES_AT_FIRST_SAVE, revision: 0, policy: DEFAULT_POLICY },
    repoPolicy: { revision: 0, isSet: false },
    switches: { ...DEFAULT_SWITCHES, repoPolicy: facts.repoPolicy, switchesRevision: 0 },
    policyFile: facts.policyFile === null ? null : parsePolicyFile(facts.policyFile),
    waivers: [],
    counters,
    hasFindingsReport: facts.tools.some(({ state }) => hasFindings(state)),
    duplicationPct: facts.duplicationPct,
    duplicatedLines: null,
    newDuplication: null,
    coverage: {
      fileCount: files.size,
      linesTotal: allLines?.linesTotal ?? 0,
      linesCovered: allLines?.linesCovered ?? 0,
      changedLinesTotal: change?.linesTotal ?? null,
      changedLinesCovered: change?.linesCovered ?? null,
      detail,
    },
    defaultBranchHasCoverage: baseline?.hasCoverage ?? false,
    base: null,
    coverageFormats: formats,
    evidence: {
      ...NO_EVIDENCE,
      coverage: explained.evidence,
      tests: facts.tests.length === 0 ? null : { ...tests.totals, fromBase: null },
      reports: { reports: facts.tools.map(({ tool, state }) => ({ tool, state })), missingTools: null },
      movedLines: changed && countMovedLines(changed.files),
      warnings: [...explained.warnings, ...warnOfIgnored(changed?.files ?? [])],
    },
  };
  const judge = (judged: GateInputs): Judgement =>
    judgeScan({ repoId: THIS_REPO, prNumber: null, isBaselineScan: isBaseline }, judged, facts.at);
  const judgement = judge(inputs);
  const ids = numberFindings(findings);
  const actionFacts: ActionFacts = {
    ...NO_ACTION_FACTS,
    ...(change !== null && addedPlaces(change, DEFAULT_SWITCHES.untestedFiles === 'count')),
    findings: findings.flatMap((found) => toCandidate(found, ids.get(found)!)),
    uncovered: [...files].flatMap(([path, file]) => missedLines(path, file)),
    failedTests: tests.tests.filter(({ status }) => status === 'failed').map(toPlacedTest),
  };
  return {
    judgement,
    plan: withoutWaivers(planActions(judge, inputs, judgement, actionFacts, MOST_ACTIONS)),
    ...{ findings, ids },
    asBaseline: {
      hasCoverage: allLines !== null,
      tools: new Map(
        tracked.flatMap(({ tool, asBaseline }) => (asBaseline === null ? [] : [[tool, asBaseline] as const])),
      ),
    },
  };
}

function numberFindings(findings: readonly JudgedFinding[]): ReadonlyMap<JudgedFinding, number> {
  const isNewProblem = ({ isNew, finding }: JudgedFinding): boolean => isNew && !finding.isSuppressed;
  const others = findings.filter((found) => !isNewProblem(found));
  return new Map([...findings.filter(isNewProblem), ...others].map((found, at) => [found, at + 1]));
}

/** A finding as rules count it; none of a suppressed one. */
function toCandidate({ finding, isNew }: JudgedFinding, id: number): CandidateFinding[] {
  const { type, severity, debtKind, toolLevel, filePath, message, isSecret = false, isSuppressed } = finding;
  const { startLine, endLine } = finding.region;
  if (isSuppressed || type === 'suppression') return [];
  const place = { filePath, range: startLine === null ? null : ([startLine, endLine ?? startLine] as const) };
  const complexity = type === 'complexity' ? complexityIn(message) : null;
  const facts = { type, severity, debtKind, isNew, isSecret, isToolError: toolLevel === 'error' };
  return [{ ...facts, ...place, complexity, issueId: id as IssueId }];
}

function withoutWaivers({ actions, totals }: ActionPlan): ActionPlan {
  const waivers = new Set(actions.flatMap(({ kind, rule }) => (kind === 'request_waiver' ? [rule as string] : [])));
  return {
    actions: actions.filter(({ kind }) => kind !== 'request_waiver'),
    totals: Object.fromEntries(Object.entries(totals).filter(([rule]) => !waivers.has(rule))),
  };
}

/** 1, 2, ... in an order that depends on the findings alone, so that equal findings make equal files. */
function numberInOrder(order: Uint32Array): readonly number[] {
  const numbers = new Array<number>(order.length);
  order.forEach((row, index) => (numbers[row] = index + 1));
  return numbers;
}

interface TrackedTool {
  readonly tool: string;
  readonly findings: readonly JudgedFinding[];
  /** Null where its run failed: what it would have found is unknown. */
  readonly asBaseline: Baseline | null;
}

function track({ tool, state, findings }: LocalFindings, { baseline, changed, isBaseline }: LocalFacts): TrackedTool {
  const features = extractFeatures(findings, KEY);
  const tracking = trackFindings({
    current: features,
    // A tool that the baseline does not know is like a repository without one.
    baseline: baseline?.tools.get(tool) ?? null,
    // The file was written on the default branch, at whatever commit that had then.
    exactIn: NO_FILE,
    ranOnBase: 'all',
    previous: EMPTY_BASELINE,
    marked: EMPTY_BASELINE,
    isBaselineScan: isBaseline,
    changes: changed === null ? NOTHING_KNOWN : hashChanges(changed, KEY),
  });
  return {
    tool,
    findings: findings.map((finding, row) => ({ finding, ...tracking.findings[row]! })),
    asBaseline: hasFindings(state)
      ? {
          features,
          issueIds: numberInOrder(canonicalOrder(features)),
          firstSeenScanIds: findings.map(() => 0),
        }
      : null,
  };
}

function byWeight({ finding: a }: JudgedFinding, { finding: b }: JudgedFinding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareTexts(a.filePath ?? '', b.filePath ?? '') ||
    (a.region.startLine ?? 0) - (b.region.startLine ?? 0) ||
    compareTexts(a.ruleId, b.ruleId)
  );
}
