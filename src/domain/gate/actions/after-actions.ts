import { type CoverageDetail } from '../../coverage/coverage-detail.js';
import { type ProblemType, type Severity } from '../../findings/finding.js';
import { type FindingCounters } from '../../ratings/scan-counters.js';
import { type SuppressionFacts } from '../../suppressions/suppressions-evidence.js';
import { type FindingTraits } from '../causes.js';
import { type GateInputs } from '../judge-scan.js';

/** Findings of one kind that are gone. */
export interface FixedFindings extends FindingTraits {
  readonly type: ProblemType;
  readonly isNew: boolean;
  readonly count: number;
  /** Those of them that their own tools call errors. */
  readonly toolErrors: number;
}

/** Effect of some actions in numbers; what is left out is as before. */
export interface ActionEffect {
  readonly fixed?: readonly FixedFindings[];
  /** Lines that a test runs now: added ones, and any. */
  readonly coveredAdded?: number;
  readonly covered?: number;
  /** Branches on added lines that a test takes now, and files that reports contain now. */
  readonly takenBranches?: number;
  readonly testedFiles?: number;
  /** Duplicated lines that are gone: among those that the change writes, and any. */
  readonly removedAdded?: number;
  readonly removed?: number;
  readonly fixedTests?: number;
  readonly restoredTests?: number;
  readonly unskippedTests?: number;
  /** Added directives that are gone, those of them without a reason, and critical and high problems that show again. */
  readonly unsilenced?: SuppressionFacts;
}

/** Inputs of a judgement once the actions are done. The evaluator judges it as it judges any scan. */
export function afterActions(inputs: GateInputs, effect: ActionEffect): GateInputs {
  const { coverage, newDuplication, duplicatedLines, duplicationPct, evidence } = inputs;
  const { fixed = [], coveredAdded = 0, covered = 0, removedAdded = 0, removed = 0 } = effect;
  const { takenBranches = 0, testedFiles = 0 } = effect;
  const { fixedTests = 0, restoredTests = 0, unskippedTests = 0, unsilenced } = effect;
  const { tests } = evidence;
  return {
    ...inputs,
    counters: {
      ...inputs.counters,
      all: without(inputs.counters.all, fixed),
      new: without(
        inputs.counters.new,
        fixed.filter(({ isNew }) => isNew),
      ),
    },
    coverage: {
      ...coverage,
      linesCovered: coverage.linesCovered + covered,
      changedLinesCovered: coverage.changedLinesCovered === null ? null : coverage.changedLinesCovered + coveredAdded,
      ...(coverage.detail && { detail: withCovered(coverage.detail, takenBranches, testedFiles) }),
    },
    newDuplication: newDuplication && { ...newDuplication, duplicated: newDuplication.duplicated - removedAdded },
    ...(duplicatedLines !== null &&
      duplicatedLines > 0 &&
      duplicationPct !== null && {
        duplicatedLines: duplicatedLines - removed,
        duplicationPct: (duplicationPct * (duplicatedLines - removed)) / duplicatedLines,
      }),
    ...(inputs.suppressions &&
      unsilenced && {
        suppressions: {
          added: inputs.suppressions.added - unsilenced.added,
          unexplained: inputs.suppressions.unexplained - unsilenced.unexplained,
          hiddenHigh: inputs.suppressions.hiddenHigh - unsilenced.hiddenHigh,
        },
      }),
    evidence: {
      ...evidence,
      tests: tests && {
        ...tests,
        failed: tests.failed - fixedTests,
        fromBase: tests.fromBase && {
          ...tests.fromBase,
          missing: tests.fromBase.missing - restoredTests,
          newlySkipped: (tests.fromBase.newlySkipped ?? 0) - unskippedTests,
        },
      },
    },
  };
}

const withCovered = (detail: CoverageDetail, takenBranches: number, testedFiles: number): CoverageDetail => ({
  ...detail,
  ...(detail.branches && {
    branches: { ...detail.branches, branchesCovered: detail.branches.branchesCovered + takenBranches },
  }),
  ...(detail.untestedFiles !== undefined && { untestedFiles: detail.untestedFiles - testedFiles }),
});

function without(counters: FindingCounters, fixed: readonly FixedFindings[]): FindingCounters {
  if (fixed.length === 0) return counters;
  const { byType, toolErrors = null } = counters;
  const fixedErrors = fixed.reduce((sum, each) => sum + each.toolErrors, 0);
  const left: Record<ProblemType, Record<Severity, number>> = { ...byType };
  const isCopied = new Set<ProblemType>();
  for (const { type, severity, count } of fixed) {
    if (!isCopied.has(type)) left[type] = { ...left[type] };
    isCopied.add(type);
    left[type][severity] -= count;
  }
  return { ...counters, byType: left, toolErrors: toolErrors === null ? null : toolErrors - fixedErrors };
}
