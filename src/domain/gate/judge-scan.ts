import { type CoverageDetail } from '../coverage/coverage-detail.js';
import { type RepoId, type WaiverId } from '../ids.js';
import { type EvaluatedRatings } from '../ratings/evaluated-ratings.js';
import { rateScan, type ScanRatings } from '../ratings/ratings.js';
import { countByType, countFindings, newInPr, type NewInPr, type ScanCounters } from '../ratings/scan-counters.js';
import { technicalDebt } from '../ratings/tech-debt.js';
import { type Warning } from '../warning.js';
import {
  decideStatus,
  type ForgeConclusion,
  forgeConclusion,
  type GateStatus,
  type GateSwitches,
  type StatusReason,
} from './decide-status.js';
import { evaluateGate, type GateVerdict } from './evaluate-gate.js';
import { NO_EVIDENCE, type VerdictEvidence } from './evidence.js';
import { measureScan, type RuleSkipReason, type ScanFacts } from './measure-scan.js';
import { type OrganizationSwitches } from './organization-switches.js';
import { applyPolicyFile } from './policy-file.js';
import { DEFAULT_POLICY, type GatePolicy, RULE_NAMES } from './policy.js';
import { type Waiver, waiverLookup } from './waiver.js';

/** The traits of a scan that decide how it is judged. */
export interface JudgedScan {
  readonly repoId: RepoId;
  readonly prNumber: number | null;
  readonly isBaselineScan: boolean;
  /** The text of the repository's own policy file; null where it has none. */
  readonly policyFile: string | null;
}

/** One revision of a gate's configuration, or a draft of one. */
export interface GateRevision extends GateSwitches {
  /** 1, 2, ...; 0 before the first save. */
  readonly revision: number;
  readonly policy: GatePolicy;
}

/** Executable lines of a scan: of all its files, and among the lines that the change adds. */
export interface MeasuredLines {
  /** 0 while no coverage report was uploaded. */
  readonly fileCount: number;
  readonly linesTotal: number;
  readonly linesCovered: number;
  /** Null while the changed lines are not known. */
  readonly changedLinesTotal: number | null;
  readonly changedLinesCovered: number | null;
  /** Null without reports, and left out where nothing but totals is known. */
  readonly detail?: CoverageDetail | null;
}

/** All that a judgement depends on beside the scan itself. */
export interface GateInputs {
  /** In force, or a draft; null: never configured. */
  readonly config: GateRevision | null;
  readonly switches: OrganizationSwitches;
  /** In force at the instant of the judgement, and reaching the scan. */
  readonly waivers: readonly Waiver[];
  /** The scan's findings under the current marks, coverage gaps among them. */
  readonly counters: ScanCounters;
  /** True once any analyzer reported, be it without findings. */
  readonly hasFindingsReport: boolean;
  /** In percent of lines; null where no tool summarized it. */
  readonly duplicationPct: number | null;
  readonly coverage: MeasuredLines;
  readonly defaultBranchHasCoverage: boolean;
  readonly evidence: VerdictEvidence;
}

/** The four lists of a verdict, where it may be that no rule was judged at all. */
export interface RuleLists extends Pick<GateVerdict, 'passed' | 'violations' | 'waivedViolations' | 'basis'> {
  readonly skippedRules: readonly {
    readonly rule: GateVerdict['skippedRules'][number]['rule'];
    readonly reason: RuleSkipReason;
  }[];
}

/** A judgement on a scan with everything that explains it. */
export interface Judgement {
  readonly status: GateStatus;
  readonly reason: StatusReason | null;
  readonly rules: RuleLists;
  readonly conclusion: ForgeConclusion;
  readonly policyRevision: number;
  /** What the rules were held against. */
  readonly policy: GatePolicy;
  readonly warnings: readonly Warning[];
  readonly evidence: VerdictEvidence;
  readonly newInPr: NewInPr;
  readonly ratings: EvaluatedRatings;
  readonly waiverIds: readonly WaiverId[];
}

const NO_FINDINGS: ScanCounters = countFindings([]);
const NO_RATINGS: EvaluatedRatings = {
  quality: null,
  maintainability: null,
  reliability: null,
  coverage: null,
  duplication: null,
  debt: null,
  findingsByType: null,
};

/** Judges a scan at one instant, the same way for a stored verdict, a preview and the command line. */
export function judgeScan(scan: JudgedScan, inputs: GateInputs, at: Date): Judgement {
  const { config } = inputs;
  const { policy, warnings } = effectivePolicy(scan, config);
  const ratings = rate(inputs);
  const facts = toFacts(scan, inputs, ratings);
  const situation = { repoId: scan.repoId, prNumber: scan.prNumber, at };
  const verdict = evaluateGate(
    policy,
    measureScan(facts, config?.appliesToNewCodeOnly ?? true),
    waiverLookup(inputs.waivers, situation),
  );
  const { status, reason } = decideStatus(config, verdict);
  return {
    status,
    reason,
    rules: status === 'not_configured' ? unjudgedRules('not_configured') : verdict,
    conclusion: forgeConclusion(status, config?.blockMergeOnFail ?? false),
    policyRevision: config?.revision ?? 0,
    policy,
    warnings: [...warnings, ...inputs.evidence.warnings],
    evidence: inputs.evidence,
    newInPr: newInPr(facts.counters),
    ratings,
    waiverIds: inputs.waivers.map((waiver) => waiver.id),
  };
}

/** A scan whose scanner gave up fails, whatever was measured before; nothing of it is rated. */
export function judgeFailedScan(scan: JudgedScan, config: GateInputs['config']): Judgement {
  return {
    status: 'failed',
    reason: 'scan_error',
    rules: unjudgedRules('scan_error'),
    conclusion: forgeConclusion('failed', config?.blockMergeOnFail ?? false),
    policyRevision: config?.revision ?? 0,
    ...effectivePolicy(scan, config),
    evidence: NO_EVIDENCE,
    newInPr: newInPr(NO_FINDINGS),
    ratings: NO_RATINGS,
    waiverIds: [],
  };
}

/** All six rules among the skipped ones, for one reason. */
export function unjudgedRules(reason: RuleSkipReason): RuleLists {
  return {
    passed: [],
    violations: [],
    waivedViolations: [],
    skippedRules: RULE_NAMES.map((rule) => ({ rule, reason })),
    basis: null,
  };
}

/** Built-in defaults, then the organization's policy, then the repository's own file. */
function effectivePolicy(
  scan: JudgedScan,
  config: GateInputs['config'],
): { policy: GatePolicy; warnings: readonly Warning[] } {
  const policy = config?.policy ?? DEFAULT_POLICY;
  return scan.policyFile === null ? { policy, warnings: [] } : applyPolicyFile(policy, scan.policyFile);
}

function rate({ counters, hasFindingsReport, duplicationPct, ...inputs }: GateInputs): EvaluatedRatings {
  const coverage = allLinesOf(inputs.coverage);
  // Debt is known once anything was measured: gaps of coverage are debt as well.
  const isMeasured = hasFindingsReport || coverage !== null;
  return {
    ...rateScan({ findings: hasFindingsReport ? counters.all : null, coverage, duplicationPct }),
    debt: isMeasured ? technicalDebt(counters.all.byDebtKind) : null,
    findingsByType: isMeasured ? countByType(counters.all) : null,
  };
}

function toFacts(scan: JudgedScan, inputs: GateInputs, ratings: ScanRatings): ScanFacts {
  const { changedLinesTotal, changedLinesCovered, detail } = inputs.coverage;
  const untestedLines = inputs.switches.untestedFiles === 'count' ? (detail?.untestedLines ?? 0) : 0;
  return {
    isBaselineScan: scan.isBaselineScan,
    hasFindingsReport: inputs.hasFindingsReport,
    counters: inputs.counters,
    duplicationPct: inputs.duplicationPct,
    rating: ratings.quality,
    coverage: {
      allLines: allLinesOf(inputs.coverage),
      changedLines:
        changedLinesTotal === null
          ? null
          : { linesTotal: changedLinesTotal + untestedLines, linesCovered: changedLinesCovered ?? 0 },
      hasUnmatchedChange: (detail?.unmatchedNames.length ?? 0) > 0,
      defaultBranchHasCoverage: inputs.defaultBranchHasCoverage,
    },
  };
}

/** Null while no report was uploaded. */
const allLinesOf = ({ fileCount, linesTotal, linesCovered }: MeasuredLines) =>
  fileCount === 0 ? null : { linesTotal, linesCovered };
