import {
  decideStatus,
  type ForgeConclusion,
  forgeConclusion,
  type GateStatus,
} from '../../domain/gate/decide-status.js';
import { evaluateGate, type GateVerdict } from '../../domain/gate/evaluate-gate.js';
import { measureScan, type ScanFacts } from '../../domain/gate/measure-scan.js';
import { applyPolicyFile } from '../../domain/gate/policy-file.js';
import { DEFAULT_POLICY, type GatePolicy, RULE_NAMES } from '../../domain/gate/policy.js';
import { type Waiver, waiverLookup } from '../../domain/gate/waiver.js';
import type { WaiverId } from '../../domain/ids.js';
import { rateScan, type ScanRatings } from '../../domain/ratings/ratings.js';
import {
  countByType,
  countFindings,
  newInPr,
  type NewInPr,
  type ScanCounters,
} from '../../domain/ratings/scan-counters.js';
import { technicalDebt } from '../../domain/ratings/tech-debt.js';
import type { Scan, ScanCoverage } from '../scan/scan.reader.js';
import type { RuleSkipReason, StatusReason } from './dto/verdict.dto.js';
import type { EvaluatedRatings } from './evaluation.js';
import type { GateConfig } from './gate-config.js';

/** What a judgement depends on beside the scan itself. */
export interface GateInputs {
  /** The revision in force, or a draft of one; null: never configured. */
  readonly config: Omit<GateConfig, 'savedAt'> | null;
  /** In force at the instant of the judgement, and reaching the scan. */
  readonly waivers: readonly Waiver[];
  /** The scan's findings under the current marks, gaps of coverage among them. */
  readonly counters: ScanCounters;
  /** Whether any analyzer reported, be it without findings. */
  readonly hasFindingsReport: boolean;
  /** In percent of lines; null where no tool summarized it. */
  readonly duplicationPct: number | null;
  readonly coverage: ScanCoverage;
  readonly defaultBranchHasCoverage: boolean;
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
  readonly warnings: readonly string[];
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

/** Judges a scan at one instant, the same way for a stored verdict and for a preview. */
export function judgeScan(scan: Scan, inputs: GateInputs, at: Date): Judgement {
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
    warnings,
    newInPr: newInPr(facts.counters),
    ratings,
    waiverIds: inputs.waivers.map((waiver) => waiver.id),
  };
}

/** A scan whose scanner gave up fails, whatever was measured before; nothing of it is rated. */
export function judgeFailedScan(scan: Scan, config: GateInputs['config']): Judgement {
  return {
    status: 'failed',
    reason: 'scan_error',
    rules: unjudgedRules('scan_error'),
    conclusion: forgeConclusion('failed', config?.blockMergeOnFail ?? false),
    policyRevision: config?.revision ?? 0,
    ...effectivePolicy(scan, config),
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
  scan: Scan,
  config: GateInputs['config'],
): { policy: GatePolicy; warnings: readonly string[] } {
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

function toFacts(scan: Scan, inputs: GateInputs, ratings: ScanRatings): ScanFacts {
  const { changedLinesTotal, changedLinesCovered } = inputs.coverage;
  return {
    isBaselineScan: scan.isBaselineScan,
    hasFindingsReport: inputs.hasFindingsReport,
    counters: inputs.counters,
    duplicationPct: inputs.duplicationPct,
    rating: ratings.quality,
    coverage: {
      allLines: allLinesOf(inputs.coverage),
      changedLines:
        changedLinesTotal === null ? null : { linesTotal: changedLinesTotal, linesCovered: changedLinesCovered ?? 0 },
      defaultBranchHasCoverage: inputs.defaultBranchHasCoverage,
    },
  };
}

/** Null while no report was uploaded. */
const allLinesOf = ({ fileCount, linesTotal, linesCovered }: ScanCoverage) =>
  fileCount === 0 ? null : { linesTotal, linesCovered };
