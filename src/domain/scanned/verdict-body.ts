import type { NextAction } from '../gate/actions/next-action.js';
import type { ActionPlan } from '../gate/actions/plan-actions.js';
import type { BaseEvidence, TestEvidence, VerdictEvidence } from '../gate/evidence.js';
import type { Judgement, RuleLists } from '../gate/judge-scan.js';
import type { RuleName } from '../gate/rules.js';
import type { SuppressionsEvidence } from '../suppressions/suppressions-evidence.js';

/** The five lists on the wire. */
export function toLists(rules: RuleLists, causedBy: Judgement['causedBy'] = null) {
  const membersOf = (rule: RuleName) => causedBy && { caused_by: [...(causedBy.get(rule) ?? [])] };
  return {
    violations: rules.violations.map((violation) => ({ ...violation, ...membersOf(violation.rule) })),
    tolerated_violations: rules.toleratedViolations.map(({ baseActual, ...tolerated }) => ({
      ...tolerated,
      base_actual: baseActual,
    })),
    waived_violations: rules.waivedViolations.map(({ waiverId, ...violation }) => ({
      ...{ ...violation, ...membersOf(violation.rule) },
      waived: true as const,
      waiver_id: waiverId,
    })),
    skipped_rules: [...rules.skippedRules],
    passed_rules: [...rules.passed],
    basis: rules.basis,
  };
}

/** The way from a base to the final target, on the wire. */
export const toStack = ({ via, target }: Pick<BaseEvidence, 'via' | 'target'>) => ({
  via: via.map(({ prNumber, scanId }) => ({ pr_number: prNumber, scan_id: scanId })),
  target: target && { scan_id: target.scanId, branch: target.branch, commit_sha: target.commitSha },
});

/** The facts that explain a verdict, on the wire. */
export function toEvidence({ base, coverage, reports, tests, suppressions, ...evidence }: VerdictEvidence) {
  const { loosened, assertions, noLongerChecked, movedLines } = evidence;
  return {
    base: base && {
      scan_id: base.scanId,
      branch: base.branch,
      commit_sha: base.commitSha,
      exact: base.isExact,
      commits_behind: base.commitsBehind,
      same_tools: base.hasSameTools,
      unknown_tools: [...base.unknownTools],
      other_tools: [...base.otherTools],
      exact_files_pct: base.exactFilesPct,
      ...toStack(base),
    },
    uncovered:
      coverage.uncovered?.map(({ filePath, ranges, moreLines }) => ({
        file_path: filePath,
        ranges: ranges.map((range) => [...range]),
        more_lines: moreLines,
      })) ?? null,
    untested_files: coverage.untestedFiles?.map(({ filePath, lines }) => ({ file_path: filePath, lines })) ?? null,
    changes: coverage.changes && { coverage_pct: coverage.changes.coveragePct, no_longer_checked: noLongerChecked },
    unmatched_paths: coverage.unmatchedPaths && {
      count: coverage.unmatchedPaths.count,
      paths: [...coverage.unmatchedPaths.firstTen],
    },
    flickering_lines: coverage.flickeringLines ?? 0,
    reports: reports.reports && [...reports.reports],
    missing_tools: reports.missingTools && [...reports.missingTools],
    tests: tests && toTestTotals(tests),
    suppressions: suppressions && toSuppressions(suppressions),
    loosened:
      loosened?.map(({ rules, paths, ...setting }) => ({ ...setting, rules: [...rules], paths: [...paths] })) ?? null,
    assertions: assertions?.map(({ filePath, from, to }) => ({ file_path: filePath, from, to })) ?? null,
    moved_lines: movedLines,
  };
}

const toTestTotals = ({ fromBase, ...totals }: TestEvidence) => ({
  ...totals,
  from_base: fromBase && {
    ...{ total: fromBase.total, missing: fromBase.missing },
    ...{ excused: fromBase.excused ?? 0, newly_skipped: fromBase.newlySkipped ?? 0 },
  },
});

const toSuppressions = ({ items, added, removed, unexplained, hides }: SuppressionsEvidence) => ({
  ...{ added, removed, unexplained, hides },
  items: items.map((item) => ({
    issue_id: item.issueId,
    file_path: item.filePath,
    line: item.line,
    family: item.family,
    directive: item.name,
    rules: [...item.rules],
    reach: item.reach,
    reason: item.reason === '' ? null : item.reason,
    is_accepted: item.isAccepted,
    hides: item.hides && {
      rules: [...item.hides.rules],
      worst_severity: item.hides.worstSeverity,
      count: item.hides.count,
    },
  })),
});

export const toNextActions = ({ actions, totals }: ActionPlan) => ({
  next_actions: actions.map(toNextActionBody),
  next_actions_total: { ...totals },
});

export const toNextActionBody = ({ filePath, issueId, enoughWith, range, ...action }: NextAction) => ({
  ...{
    kind: action.kind,
    rule: action.rule,
    file_path: filePath,
    range: range && ([range[0], range[1]] as [number, number]),
    issue_id: issueId,
  },
  ...{ name: action.name, text: action.text, minutes: action.minutes, enough_with: enoughWith },
});
